import type { AgentAccount } from './accounts.js';

/** The options of an `Agent` for each kind of login. */
export interface SimulatedCredentials {
  readonly password: { readonly username: string; readonly password: string };
  readonly oauth1: {
    readonly username: string;
    readonly appKey: string;
    readonly secret: string;
    readonly accessToken: string;
    readonly accessTokenSecret: string;
  };
  readonly oauth2: { readonly username: string; readonly clientId: string; readonly clientSecret: string };
  readonly token: { readonly token: string; readonly userId: string };
  readonly assertion: { readonly assertion: string };
}

export type CredentialKind = keyof SimulatedCredentials;

/** The options of an `Agent` that lead to the simulator. */
export interface AgentConnectOptions {
  readonly accountId: string;
  readonly csdsDomain: string;
  readonly tls?: { readonly ca: string };
}

/** @param openSession Opens a session and returns its token. */
export function credentialsOf(
  kind: CredentialKind,
  agent: AgentAccount,
  openSession: () => string,
): SimulatedCredentials[CredentialKind] {
  const { username, userId, password, assertion, clientId, clientSecret } = agent;
  switch (kind) {
    case 'password':
      return { username, password };
    case 'oauth1': {
      const { appKey, secret, accessToken, accessTokenSecret } = agent;
      return { username, appKey, secret, accessToken, accessTokenSecret };
    }
    case 'oauth2':
      return { username, clientId, clientSecret };
    case 'token':
      return { token: openSession(), userId };
    case 'assertion':
      return { assertion };
  }
}
