import { channel } from 'node:diagnostics_channel';

/**
 * Channels of `node:diagnostics_channel`, for tracing and metrics. Messages are built only while a channel
 * has subscribers. They contain names, numbers and outcomes: no secret, and nothing from a conversation.
 *
 * | channel | message |
 * | --- | --- |
 * | `node-agent-sdk:connect` | `{ accountId, durationMs, again }`, when a socket is open |
 * | `node-agent-sdk:request` | `{ accountId, operation, durationMs, outcome }`, when a request that was handed over for sending is settled; `outcome` is `ok` or the error's name |
 * | `node-agent-sdk:notification` | `{ accountId, type }`, before the handlers run |
 * | `node-agent-sdk:reconnect` | `{ accountId, attempt, delayMs, code }`, before each pause |
 */
export const channels = {
  connect: channel('node-agent-sdk:connect'),
  request: channel('node-agent-sdk:request'),
  notification: channel('node-agent-sdk:notification'),
  reconnect: channel('node-agent-sdk:reconnect'),
};
