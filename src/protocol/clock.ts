import { z } from 'zod';
import { defineRequest } from './define.js';

export const clock = {
  /**
   * Fetches the platform's time. Also keeps a connection alive, or tests whether the connection is alive.
   *
   * @returns `currentTime`, epoch ms.
   * @throws {ResponseError} UMS refused the request.
   * @throws {TimeoutError} No response in time. The request can safely be repeated.
   * @see Messaging Agent SDK, "Get Clock" (`.GetClock`)
   */
  getClock: defineRequest({
    type: '.GetClock',
    responseType: '.GetClock$Response',
    request: () => z.strictObject({}).optional(),
    response: () => z.object({ currentTime: z.number() }),
    encode: (body) => body ?? {},
    example: {
      request: {},
      wire: {},
      response: { currentTime: 1513813587308 },
      result: { currentTime: 1513813587308 },
    },
  }),
};

/** UMS sends no notifications about the clock. */
export const clockNotifications = {};
