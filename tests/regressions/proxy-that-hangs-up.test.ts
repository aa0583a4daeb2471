import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { agentOf, next, startPlatform } from '../support/agents.js';

it('a proxy that hangs up gets one request per attempt', async () => {
  await using simulator = await startPlatform();
  let requests = 0;
  const server = createServer((socket) => {
    requests += 1;
    socket.on('error', () => {});
    socket.once('data', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await using agent = agentOf(simulator, { proxy, requestTimeout: 500 });

  agent.connect().catch(() => {});
  const [{ cause }] = await next(agent, 'reconnecting');
  agent.dispose();
  server.close();

  expect(cause).toMatchObject({ name: 'ConnectionError', code: 'PROXY_HUNG_UP' });
  expect(requests).toBe(1);
});
