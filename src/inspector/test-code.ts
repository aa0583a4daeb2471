import type { FaultName, FaultSettings } from './contract.js';

/** The line of test code that does the same as a fault of the desk. Used by the page and by the rows of the wire. */
export const testCode: { readonly [Name in FaultName]: (settings: FaultSettings[Name]) => string } = {
  cut: () => 'simulator.dropSockets();',
  blackhole: ({ on }) => `simulator.blackhole(${on});`,
  slow: ({ delayMs }) => `simulator.faults.frames('out',\n  () => true, { delayMs: ${delayMs} });`,
  refuse: ({ request, code, times }) =>
    `simulator.answer('${request}',\n  () => { throw new Refusal(${code}); },\n  { times: ${times} });`,
  kick: () => "simulator.agentOptions('token');\nsimulator.dropSockets();",
  revoke: () => 'simulator.revoke(undefined, { closeCode: 4401 });',
  close: ({ code }) => `simulator.closeSockets(${code});`,
};
