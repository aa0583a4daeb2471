import { describe, expect, it } from 'vitest';
import { ResponseError } from '../../src/errors.js';
import { saysPartIsOver } from '../../src/support/request-retry.js';

describe('saysPartIsOver()', () => {
  it.each([
    [400, 'Conversation is closed'],
    [400, 'Dialog d-1 has been closed'],
    [403, 'Agent is not a participant of the dialog'],
    [404, 'Dialog not found'],
  ])('is true for a refusal with %i "%s"', (code, text) => {
    expect(saysPartIsOver(new ResponseError('publishEvent', { reqId: '1', code, body: text }))).toBe(true);
  });

  it.each([
    [400, 'Message is over the limit of 5000 characters'],
    [429, 'Conversation quota ended'],
    [503, 'Dialog service is temporarily closed'],
    [404, 'Skill 99 not found'],
    [403, 'Skill is not assigned'],
  ])('is false for a refusal with %i "%s"', (code, text) => {
    expect(saysPartIsOver(new ResponseError('publishEvent', { reqId: '1', code, body: text }))).toBe(false);
  });
});
