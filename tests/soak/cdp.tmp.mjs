import { WebSocket } from 'ws';
const list = await (await fetch(`http://127.0.0.1:${process.argv[2]}/json`)).json();
const ws = new WebSocket(list[0].webSocketDebuggerUrl);
await new Promise((r) => ws.once('open', r));
let id = 0; const send = (method, params = {}) => ws.send(JSON.stringify({ id: ++id, method, params }));
let hits = 0;
ws.on('message', (d) => { const m = JSON.parse(d); if (m.method === 'Debugger.paused') {
  console.log('--', m.params.callFrames.slice(0, 8).map((f) => `${f.functionName} ${f.url.split('/').slice(-2).join('/')}:${f.location.lineNumber + 1}`).join('\n   '));
  let a = m.params.asyncStackTrace; while (a) { console.log('   async', a.description, a.callFrames.slice(0, 4).map((f) => `${f.functionName}:${f.lineNumber + 1}`).join(' < ')); a = a.parent; }
  if (++hits > 6) process.exit(); send('Debugger.resume'); setTimeout(() => send('Debugger.pause'), 30 + Math.random() * 20); } });
send('Debugger.enable'); send('Debugger.setAsyncCallStackDepth', { maxDepth: 8 }); setTimeout(() => send('Debugger.pause'), 500);
setTimeout(() => process.exit(), 15000);
