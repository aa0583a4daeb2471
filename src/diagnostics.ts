import { channel } from 'node:diagnostics_channel';

/**
 * Channels of `node:diagnostics_channel`, for tracing and metrics. Nothing is put together while nobody listens, and
 * nothing secret or said is published: names, numbers and outcomes.
 *
 * | channel | message |
 * | --- | --- |
 * | `node-agent-sdk:connect` | `{ accountId, durationMs, again }`, when a socket is open |
 * | `node-agent-sdk:request` | `{ accountId, operation, durationMs, outcome }`, when a request is settled; `outcome` is `ok` or the error's name |
 * | `node-agent-sdk:notification` | `{ accountId, type }`, before the handlers run |
 * | `node-agent-sdk:reconnect` | `{ accountId, attempt, delayMs, code }`, before each pause |
 */
export const channels = {
  connect: channel('node-agent-sdk:connect'),
  request: channel('node-agent-sdk:request'),
  notification: channel('node-agent-sdk:notification'),
  reconnect: channel('node-agent-sdk:reconnect'),
};
