import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat, type HeartbeatOptions } from '../../src/transport/heartbeat.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const INTERVAL_MS = 10_000;
const TIMEOUT_MS = 8_000;

/** A socket without a network: `hear()` receives a byte. */
function setUp(
  limits: HeartbeatOptions = {
    pingIntervalMs: INTERVAL_MS,
    pingTimeoutMs: TIMEOUT_MS,
  },
) {
  const socket = { ping: vi.fn<() => void>(), bytesRead: 0, died: vi.fn<() => void>() };
  const heartbeat = new Heartbeat(socket, socket.died, limits);
  return { socket, heartbeat, hear: () => (socket.bytesRead += 1) };
}

/** Timers that are due from now on fire late. */
function suspend(): void {
  const awake = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => awake + TIMEOUT_MS * 2);
}

describe('a heartbeat', () => {
  it('pings at once, and then at every interval', async () => {
    const { socket, heartbeat, hear } = setUp();
    socket.ping.mockImplementation(() => setTimeout(hear, 20));

    heartbeat.start();
    expect(socket.ping).toHaveBeenCalledTimes(1);

    await vi.advanceTimersByTimeAsync(INTERVAL_MS * 5);
    expect(socket.ping).toHaveBeenCalledTimes(6);
    expect(socket.died).not.toHaveBeenCalled();
    heartbeat.stop();
  });

  it('closes a socket that receives nothing until the deadline, and not before', async () => {
    const { socket, heartbeat } = setUp();
    heartbeat.start();

    await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 1);
    expect(socket.died).not.toHaveBeenCalled();

    await vi.advanceTimersByTimeAsync(2);
    expect(socket.died).toHaveBeenCalledTimes(1);
  });

  it('closes a socket that stops receiving', async () => {
    const { socket, heartbeat, hear } = setUp();
    heartbeat.start();
    hear();
    await vi.advanceTimersByTimeAsync(INTERVAL_MS - 1);
    expect(socket.died).not.toHaveBeenCalled();

    await vi.advanceTimersByTimeAsync(1 + TIMEOUT_MS + 1);

    expect(socket.ping).toHaveBeenCalledTimes(2);
    expect(socket.died).toHaveBeenCalledTimes(1);
  });

  it('counts any received byte as a sign of life', async () => {
    const { socket, heartbeat, hear } = setUp();
    heartbeat.start();
    const traffic = setInterval(hear, 5_000);

    await vi.advanceTimersByTimeAsync(INTERVAL_MS * 20);

    expect(socket.died).not.toHaveBeenCalled();
    clearInterval(traffic);
    heartbeat.stop();
  });

  it('checks again after the next poll, in case this process was suspended', async () => {
    const { socket, heartbeat, hear } = setUp();
    // Fires with the deadline, and reads the received bytes before the second check.
    setTimeout(() => setImmediate(hear), TIMEOUT_MS);
    heartbeat.start();

    await vi.advanceTimersByTimeAsync(INTERVAL_MS - 1);

    expect(socket.died).not.toHaveBeenCalled();
    heartbeat.stop();
  });

  it('extends the deadline once if this process was suspended', async () => {
    const { socket, heartbeat, hear } = setUp();
    heartbeat.start();
    suspend();
    setTimeout(hear, TIMEOUT_MS + 40);

    await vi.advanceTimersByTimeAsync(INTERVAL_MS + TIMEOUT_MS - 1);

    expect(socket.died).not.toHaveBeenCalled();
    heartbeat.stop();
  });

  it('closes a dead socket although this process is suspended repeatedly', async () => {
    const { socket, heartbeat } = setUp();
    heartbeat.start();
    suspend();

    await vi.advanceTimersByTimeAsync(TIMEOUT_MS + 2);
    expect(socket.died).not.toHaveBeenCalled();
    suspend();

    await vi.advanceTimersByTimeAsync(TIMEOUT_MS + 2);
    expect(socket.died).toHaveBeenCalledTimes(1);
  });

  it('leaves no timer behind once stopped', async () => {
    const { socket, heartbeat, hear } = setUp();
    heartbeat.start();
    hear();
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS + 1);

    heartbeat.stop();

    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(INTERVAL_MS * 3);
    expect(socket.ping).toHaveBeenCalledTimes(1);
    expect(socket.died).not.toHaveBeenCalled();
  });

  it('can be stopped between the deadline and the second check', async () => {
    const { socket, heartbeat } = setUp();
    setTimeout(() => setImmediate(() => heartbeat.stop()), TIMEOUT_MS);
    heartbeat.start();

    await vi.advanceTimersByTimeAsync(TIMEOUT_MS + 1_000);

    expect(socket.died).not.toHaveBeenCalled();
  });

  it('pings again right after a deadline that is longer than the interval', async () => {
    const { socket, heartbeat, hear } = setUp({ pingIntervalMs: 100, pingTimeoutMs: 1_000 });
    socket.ping.mockImplementation(() => setTimeout(hear, 1));
    heartbeat.start();

    await vi.advanceTimersByTimeAsync(1_001);

    expect(socket.ping).toHaveBeenCalledTimes(2);
    expect(socket.died).not.toHaveBeenCalled();
    heartbeat.stop();
  });
});

describe('the facts of a heartbeat', () => {
  it('have the round trip time of the latest ping', async () => {
    const { heartbeat, hear } = setUp();
    expect(heartbeat.roundTripMs).toBeUndefined();

    heartbeat.start();
    await vi.advanceTimersByTimeAsync(70);
    hear();
    heartbeat.onPong();

    expect(heartbeat.roundTripMs).toBeCloseTo(70, 0);
    heartbeat.stop();
  });

  it('have no round trip time from an unsolicited pong', async () => {
    const { heartbeat, hear } = setUp();
    heartbeat.start();
    await vi.advanceTimersByTimeAsync(70);
    heartbeat.onPong();
    await vi.advanceTimersByTimeAsync(500);
    hear();

    heartbeat.onPong();

    expect(heartbeat.roundTripMs).toBeCloseTo(70, 0);
    heartbeat.stop();
  });

  it('have the time of the last received byte', async () => {
    const { heartbeat, hear } = setUp();
    heartbeat.start();
    const before = heartbeat.lastLifeAt;
    await vi.advanceTimersByTimeAsync(300);
    expect(heartbeat.lastLifeAt).toBe(before);

    hear();

    expect(heartbeat.lastLifeAt).toBe(before + 300);
    heartbeat.stop();
  });
});
