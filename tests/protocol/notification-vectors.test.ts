import { describe, expect, it } from 'vitest';
import { exampleIdentity as me } from '../../src/protocol/define.js';
import { notificationOfType } from '../../src/protocol/registry.js';
import { frozen } from '../support/frozen.js';
import { vectors, type Vector } from './vectors.js';

describe('a notification', () => {
  it.each(Object.entries<Vector>(vectors))('of a %s is decoded', (_, { type, event, wire, body, warnings }) => {
    const reading = notificationOfType(type)?.read(frozen(wire), me);

    expect(reading).toStrictEqual({ event, readable: true, failures: [], warnings, body });
  });
});
