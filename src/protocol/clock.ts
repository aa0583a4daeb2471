import { z } from 'zod';
import { defineRequest } from './define.js';

export const clock = {
  /**
   * Asks for the platform's time. Also serves to keep a connection alive, or to learn whether it still is.
   *
   * @returns `currentTime`, epoch ms.
   * @throws {ResponseError} UMS refused.
   * @throws {TimeoutError} No response in time; asking again does no harm.
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

/** The clock says nothing unasked. */
export const clockNotifications = {};
