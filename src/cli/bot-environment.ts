import type { Simulator } from '../simulator/simulator.js';

/** What a bot needs to reach the simulator instead of LivePerson. */
export function addressesFor(simulator: Simulator, certificatePath: string): Readonly<Record<string, string>> {
  const { username, password } = simulator.agentOptions();
  return {
    LP_ACCOUNT: simulator.accountId,
    LP_USER: username,
    LP_PASS: password,
    // Without a scheme: node-agent-sdk 1.4.11 puts https:// before it, and so does the present one.
    LP_CSDS_DOMAIN: simulator.host,
    // The name that the samples of 1.4.11 read.
    LP_CSDS: simulator.host,
    NODE_EXTRA_CA_CERTS: certificatePath,
  };
}

/** The environment of a bot's process. */
export function environmentFor(addresses: Readonly<Record<string, string>>, isTerminal: boolean): NodeJS.ProcessEnv {
  const { env } = process;
  // The library by which 1.4.11 made its REST calls sends loopback addresses to a proxy, too.
  const direct = [env['NO_PROXY'] ?? env['no_proxy'], '127.0.0.1'].filter(Boolean).join(',');
  return {
    // The output goes through a pipe, in which programs print without colours.
    ...(isTerminal && { FORCE_COLOR: '1' }),
    ...env,
    NO_PROXY: direct,
    no_proxy: direct,
    ...addresses,
    LP_INSPECTOR: '1',
  };
}
