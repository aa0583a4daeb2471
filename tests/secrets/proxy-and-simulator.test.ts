import { expect, describe, it } from 'vitest';
import { Agent, SDKError } from '../../src/index.js';
import { Simulator } from '../../src/simulator/index.js';
import { credentials, garbler, outputOf, leakIn, plain, secret, textOf } from './harness.js';

describe('no secret leaks', () => {
  it.each(['refuses', 'does not listen', 'repeats the request in a malformed response'] as const)(
    'when the proxy %s',
    async (how) => {
      await using garbling = await garbler();
      await using refusing = await garbler(
        '407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\nx-received: ',
      );
      const host = {
        refuses: refusing.host,
        'does not listen': '127.0.0.1:1',
        'repeats the request in a malformed response': garbling.host,
      }[how];
      const basic = Buffer.from(`user:${plain('proxy')}`).toString('base64');

      const text = await outputOf({}, async ({ agent, tried }) => {
        const one = agent({ ...credentials.token, proxy: `http://user:${plain('proxy')}@${host}` });
        expect(await tried(one.connect())).toBeInstanceOf(SDKError);
        await tried(one.callService('other', '/'));
      });

      expect(leakIn(text)).toBe('');
      expect(text).not.toContain(basic);
    },
  );

  it('from the transcript or the errors of the simulator', async () => {
    const password = secret('password');
    const text = await outputOf({}, async ({ record, tried }) => {
      await using simulator = await Simulator.start({ agents: [{ username: 'bot', password }] });
      const seen = new Set<string>();
      simulator.faults.http('login', {
        edit: (body) => {
          seen.add(String(body['bearer'])).add(String(body['csrf']));
          return body;
        },
      });
      await using agent = new Agent({ ...simulator.agentOptions(), autoConnect: false, reconnect: false });
      await agent.connect();
      await agent.refreshSession();
      await agent.callService('accountConfigReadOnly', `/api/account/${agent.accountId}/configuration/le-users/skills`);
      await agent.reconnect(true);
      await tried(simulator.seen({ request: 'publishEvent' }, { timeoutMs: 5 }));
      await agent.close({ logout: true });
      const transcript = textOf(simulator.transcript);
      for (const hidden of seen) expect(transcript).not.toContain(hidden);
      expect(seen.size).toBe(2);
      record(simulator.transcript);
    });

    expect(leakIn(text)).toBe('');
  });
});
