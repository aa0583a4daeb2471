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
  /** Depends on `type`; plain JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Receives every event of a platform, in order. */
export type PlatformEventSink = (event: PlatformEvent) => void;
