/** A platform that does as little as possible, so that the benchmark does not measure it. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { notificationFrame } from './bodies.js';
import type { ServerCommand } from './protocol.js';

const [, , keyFile = '', certFile = ''] = process.argv;
const server = createServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) });
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
/** The last socket of each user. */
const open = new Map<string, WebSocket>();
const counters = new Map<string, number>();
let logins = 0;

server.on('request', (request, response) => {
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const answer = (body: unknown): void => {
    response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'Session_id=s' });
    response.end(JSON.stringify(body));
  };
  if (request.url?.includes('/baseURI.json')) {
    const baseURIs = ['agentVep', 'facadeMsg', 'asyncMessagingEnt'].map((service) => ({ service, baseURI: host }));
    answer({ baseURIs });
    return;
  }
  let text = '';
  request.on('data', (part: Buffer) => (text += part.toString()));
  request.on('end', () => {
    logins += 1;
    const { username = 'unnamed' } = (text === '' ? {} : JSON.parse(text)) as { username?: string };
    const config = { userId: '501', userPid: 'aaaaaaaa-0000-5000-8000-000000000501' };
    answer({ bearer: `${username}.${logins}`, csrf: 'c', config });
  });
});

server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (ws) => {
    const [, bearer = ''] = /\/brand\/([^?]+)/.exec(request.url ?? '') ?? [];
    const [user = ''] = bearer.split('.');
    open.set(user, ws);
    ws.on('message', (data: Buffer) => answerFrame(ws, data.toString()));
  });
});

function answerFrame(ws: WebSocket, text: string): void {
  // Finds the id at any position: parsing the frame would cost more than the clients.
  const [, id = ''] = /"id":"?([^",}]+)/.exec(text) ?? [];
  if (text.includes('"dialogId":"silent"')) return;
  ws.send(`{"kind":"resp","reqId":"${id}","code":200,"type":".ams.ms.PublishEvent$Response","body":{"sequence":17}}`);
}

/** CPU time for making frames while no client is measured; left out of the server's load. */
const preparing = { user: 0, system: 0, ms: 0 };

function prepare(make: () => readonly Buffer[]): readonly Buffer[] {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const frames = make();
  const { user, system } = process.cpuUsage(cpu);
  preparing.user += user;
  preparing.system += system;
  preparing.ms += performance.now() - started;
  return frames;
}

process.on('message', (command: ServerCommand) => {
  if (command.do === 'busy') {
    const { user, system } = process.cpuUsage();
    const busy = { user: user - preparing.user, system: system - preparing.system };
    process.send?.({ busy, at: performance.now() - preparing.ms });
    return;
  }
  const { user, kind, count, perSecond, dialogs } = command;
  const ws = open.get(user);
  if (ws === undefined) throw new Error(`${user} is not connected`);
  const key = `${user} ${kind} ${dialogs}`;
  const from = counters.get(key) ?? 0;
  counters.set(key, from + count);
  const frames = prepare(() =>
    Array.from({ length: count }, (_, n) => Buffer.from(notificationFrame(kind, from + n, dialogs))),
  );
  if (perSecond === Infinity) flood(ws, frames, 0);
  else pace(ws, frames, perSecond);
});

function flood(ws: WebSocket, frames: readonly Buffer[], from: number): void {
  let n = from;
  while (n < frames.length && ws.bufferedAmount < 4_000_000) ws.send(frames[n++] as Buffer, { binary: false });
  if (n < frames.length) setImmediate(() => flood(ws, frames, n));
}

function pace(ws: WebSocket, frames: readonly Buffer[], perSecond: number): void {
  const started = performance.now();
  let n = 0;
  const timer = setInterval(() => {
    const due = Math.min(((performance.now() - started) * perSecond) / 1000, frames.length);
    while (n < due) ws.send(frames[n++] as Buffer, { binary: false });
    if (n >= frames.length) clearInterval(timer);
  }, 1);
}

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
