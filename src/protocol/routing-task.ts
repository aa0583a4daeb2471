import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import { arrayOf, hasProperties } from './checking.js';
import { toArray, assumed, type Open } from './schemas.js';

/** An offer of a conversation to this agent. */
export interface Ring {
  readonly ringId: string;
  readonly ringState: Open<'WAITING' | 'ACCEPTED' | 'AUTO_ACCEPT' | 'REJECTED' | 'EXPIRED' | 'CANCELLED'>;
  /** Duration of the ring, ms. */
  readonly ringExpiration?: number;
  /** End of the ring, epoch ms. */
  readonly ringExpirationTs?: number;
  readonly weight?: number;
}

/** A conversation that is being routed to an agent. */
export interface RoutingTask {
  readonly conversationId?: string;
  readonly consumerId?: string;
  /** `"-1"` for no skill. */
  readonly skillId?: string;
  readonly taskCompleted?: boolean;
  readonly ringsDetails: Ring[];
}

export interface RoutingTaskChange {
  readonly type: Open<'UPSERT' | 'DELETE'>;
  readonly result: RoutingTask;
}

interface WireRing extends Ring {
  readonly brandId?: string;
  readonly convId?: string;
  readonly consumerId?: string;
  readonly skillId?: string;
}

interface WireRoutingTask extends Omit<RoutingTask, 'ringsDetails'> {
  readonly routingTaskId?: string;
  readonly assignedAgentId?: string;
  readonly brandId?: string;
  readonly ringsDetails?: WireRing | WireRing[] | null;
}

interface WireRoutingTaskChange extends Omit<RoutingTaskChange, 'result'> {
  readonly result: WireRoutingTask;
}

export const wireRoutingTaskChange = lazy(() =>
  assumed<WireRoutingTaskChange>(
    hasProperties({
      type: z.string(),
      result: hasProperties({
        ringsDetails: arrayOf(hasProperties({ ringId: z.string(), ringState: z.string() })).nullish(),
      }),
    }),
  ),
);

export function toRoutingTaskChange(change: WireRoutingTaskChange): RoutingTaskChange {
  return { ...change, result: toRoutingTask(change.result) };
}

/** Old servers name the conversation only in its rings: docs/protocol.md#4.3. */
function toRoutingTask(task: WireRoutingTask): RoutingTask {
  const rings = toArray(task.ringsDetails);
  const [first] = rings;
  const { routingTaskId: _task, assignedAgentId: _agent, brandId: _brand, ringsDetails: _rings, ...kept } = task;
  const decoded: { -readonly [Name in keyof RoutingTask]: RoutingTask[Name] } = { ...kept, ringsDetails: [] };
  if (task.conversationId === undefined && first?.convId !== undefined) decoded.conversationId = first.convId;
  if (task.consumerId === undefined && first?.consumerId !== undefined) decoded.consumerId = first.consumerId;
  if (task.skillId === undefined && first?.skillId !== undefined) decoded.skillId = first.skillId;
  decoded.ringsDetails = rings.map(toRing);
  return decoded;
}

function toRing({
  brandId: _brand,
  convId: _conversation,
  consumerId: _consumer,
  skillId: _skill,
  ...ring
}: WireRing): Ring {
  return ring;
}
