// Prints which globals change when the SDK is loaded and when it connects; with `usesFetch`, `fetch` is used before.
const [, , entry, url, options, usesFetch] = process.argv;

const GLOBALS = ['fetch', 'Headers', 'Request', 'Response', 'FormData', 'WebSocket'];
const DISPATCHERS = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'];

/** The globals of Node's `fetch`, without running the getters that would load it. */
function globals() {
  const entries = GLOBALS.map((name) => {
    const { get, value } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
    return [name, get ?? value];
  });
  const dispatchers = DISPATCHERS.map((name) => [name, globalThis[Symbol.for(name)]]);
  return Object.fromEntries([...entries, ...dispatchers]);
}

function changed(before, after) {
  return Object.keys(before).filter((name) => before[name] !== after[name]);
}

async function main() {
  if (usesFetch) {
    await fetch(url);
    // Node defines each as a getter that replaces itself with a value.
    for (const name of GLOBALS) void globalThis[name];
  }
  const start = globals();
  const { Agent } = entry.endsWith('.cjs') ? require(entry) : await import(entry);
  const imported = globals();
  const loaded = Object.keys(require.cache).filter((file) => /[\\/]node_modules[\\/]undici[\\/]/.test(file));

  const agent = new Agent({ ...JSON.parse(options), autoConnect: false });
  await agent.connect();
  const connected = globals();
  await agent.close();

  const undici = require('undici');
  const { status } = await fetch(url);
  return {
    loadedByImport: loaded,
    changedByImport: changed(start, imported),
    changedByConnect: changed(imported, connected),
    fetchUsesPackage: DISPATCHERS.some((name) => connected[name] instanceof undici.Dispatcher),
    fetchStatus: status,
  };
}

void main().then((report) => process.stdout.write(JSON.stringify(report)));
