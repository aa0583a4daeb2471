/** A change of the platform's state that no frame shows, or that explains the frames after it. */
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
    | 'ring.cancelled';
  /** Numeric id of the agent concerned. */
  readonly userId?: string;
  readonly conversationId?: string;
  /** Depends on `type`; plain JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Receives every event of a platform, in order. */
export type PlatformEventSink = (event: PlatformEvent) => void;
