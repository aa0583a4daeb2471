import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/version.js';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
};

/** What a program can import at run time. Adding a name is a feature, taking one away breaks bots. */
const surface: Readonly<Record<string, { readonly load: () => Promise<object>; readonly names: readonly string[] }>> = {
  '.': {
    load: () => import('../../src/index.js'),
    names: [
      'Agent',
      'AuthenticationError',
      'ConfigurationError',
      'ConnectionError',
      'FileStore',
      'HandlerError',
      'HttpError',
      'NotMineError',
      'ProcessScope',
      'ResponseError',
      'SDKError',
      'StoreError',
      'TimeoutError',
      'TransformError',
      'ValidationError',
      'notifications',
      'requests',
    ],
  },
  './bot': {
    load: () => import('../../src/bot/index.js'),
    names: [
      'Bot',
      'Chat',
      'Conversation',
      'ConversationMessage',
      'ConversationWatch',
      'Conversations',
      'FileStore',
      'FlowError',
      'MemoryStore',
      'RingOffer',
      'actions',
      'applyChange',
      'checkChange',
      'flow',
      'testStore',
    ],
  },
  './legacy': {
    load: () => import('../../src/legacy/index.js'),
    names: ['Agent', 'AgentSurveyClient'],
  },
  './rich-content': {
    load: () => import('../../src/rich-content/index.js'),
    names: [
      'asText',
      'button',
      'buttons',
      'card',
      'carousel',
      'check',
      'form',
      'image',
      'limits',
      'link',
      'list',
      'listPicker',
      'map',
      'navigate',
      'publishText',
      'quickReplies',
      'richLink',
      'signIn',
      'text',
      'timePicker',
      'whatsAppList',
      'whatsAppProducts',
    ],
  },
  './simulator': {
    load: () => import('../../src/simulator/index.js'),
    names: [
      'FaultProxy',
      'Refusal',
      'Rehearsal',
      'SimulatedConsumer',
      'SimulatedHuman',
      'Simulator',
      'SimulatorClock',
      'SimulatorError',
      'rehearse',
    ],
  },
};

describe('the entry', () => {
  it.each(Object.entries(surface))('%s exports these names and no others', async (_, { load, names }) => {
    expect(Object.keys(await load()).toSorted()).toEqual(names);
  });

  it.each(Object.entries(surface))(
    '%s has no default export, which the two module systems see differently',
    async (_, { load }) => {
      expect(await load()).not.toHaveProperty('default');
    },
  );

  it('is listed here if it is published', () => {
    const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');

    expect(Object.keys(surface).toSorted()).toEqual(entries.toSorted());
  });
});

describe('the version', () => {
  it('is that of the package', () => {
    expect(VERSION).toBe(manifest.version);
  });
});
