/** A change of the platform's state, or a fault applied to a REST request or an upgrade that has no answer yet. */
export interface PlatformEvent {
  readonly type:
    | 'session.opened'
    | 'session.refreshed'
    | 'session.ended'
    | 'agent.stateChanged'
    | 'conversation.started'
    | 'conversation.updated'
    | 'conversation.closed'
    | 'message.published'
    | 'ring.waiting'
    | 'ring.accepted'
    | 'ring.rejected'
    | 'ring.expired'
    | 'ring.cancelled'
    | 'fault.applied';
  /** Numeric id of the agent concerned. */
  readonly userId?: string;
  readonly conversationId?: string;
  /**
   * Plain JSON. Members by type; those with `?` may be absent:
   *
   * - `session.opened`: `username`; `session.refreshed`: none; `session.ended`: `reason`, one of `logout`, `replaced`,
   *   `revoked`, `expired`
   * - `agent.stateChanged`: `availability`, `description`
   * - `conversation.*`: `consumerId`, `skillId`, `state`, `stage`, `assignedAgentId?`, `suggestedAgentId?`
   * - `message.published`: `dialogId`, `originatorId`, `eventType`, `sequence?`
   * - `ring.*`: `ringId`, `skillId`, `expirationTs`
   * - `fault.applied`: `path`, `drop?`, `hang?`, `status?`, `delayMs?`
   */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Receives every event of a platform, in order. */
export type PlatformEventSink = (event: PlatformEvent) => void;
