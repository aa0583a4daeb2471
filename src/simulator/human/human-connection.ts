import type { AgentAccount } from '../platform/accounts.js';
import type { AgentConnection } from '../platform/connections.js';
import type { SimulatedMessage } from '../platform/conversation-state.js';
import type { Platform } from '../platform/platform.js';
import type { OfferedTask } from '../platform/routing.js';
import { Refusal } from '../failures.js';
import { notificationTypes, type RequestName } from '../vocabulary.js';
import { handlers } from '../wire/request-handlers.js';

/** A conversation that rings an agent. */
export interface WaitingRing {
  readonly ringId: string;
  readonly conversationId: string;
  readonly skillId: string;
}

export interface ConnectionListener {
  onMessage(message: SimulatedMessage): void;
  onRing(ring: WaitingRing): void;
  /** It was accepted here or elsewhere, or has expired. */
  onRingOver(ring: WaitingRing): void;
}

/** A connection of a user without a socket: online, and subscribed to its rings. */
export function openConnection(platform: Platform, agent: AgentAccount, listener: ConnectionListener): AgentConnection {
  const rings = new Map<string, WaitingRing>();
  const readTask = ({ conversationId, skillId, ringsDetails }: OfferedTask): void => {
    for (const { ringId, ringState } of ringsDetails) {
      const known = rings.get(ringId);
      if (ringState === 'WAITING' && known === undefined) {
        const ring = { ringId, conversationId, skillId };
        rings.set(ringId, ring);
        listener.onRing(ring);
      } else if (ringState !== 'WAITING' && known !== undefined) {
        rings.delete(ringId);
        listener.onRingOver(known);
      }
    }
  };
  const connection: AgentConnection = {
    // Sockets count from 1.
    id: 0,
    agent,
    session: platform.accounts.open(agent),
    version: '2.1',
    availability: undefined,
    subscriptions: new Map(),
    notify: (type, body) => {
      // The platform's own bodies, which the types of notifications tell apart.
      if (type === notificationTypes.messages) listener.onMessage(body as SimulatedMessage);
      if (type !== notificationTypes.routing) return;
      const { changes } = body as { readonly changes: readonly { readonly result: OfferedTask }[] };
      for (const { result } of changes) readTask(result);
    },
  };
  platform.connections.add(connection);
  carryOut(platform, connection, 'subscribeRoutingTasks', {});
  carryOut(platform, connection, 'setAgentState', { availability: 'ONLINE' });
  return connection;
}

/** @returns The body of the response. @throws {Refusal} As the platform would refuse. */
export function carryOut(
  platform: Platform,
  connection: AgentConnection,
  name: RequestName,
  body: Readonly<Record<string, unknown>>,
): unknown {
  const handler = handlers[name];
  if (handler === undefined) throw new Refusal(400, `The simulator does not carry out ${name}`);
  return handler({ platform, connection, body });
}
