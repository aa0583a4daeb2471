import { EventEmitter } from 'node:events';
import type { OpenSocket } from './socket-types.js';

/** Properties of the connection that old bots and their tests read. */
export interface TransportConfiguration {
  domain: string;
  token: string;
  accountId: string | number;
  apiVersion: string;
}

/** The part of the connection that old bots use. `emit('message', frame)` acts like a frame from the platform. */
export class Transport extends EventEmitter {
  readonly configuration: TransportConfiguration;
  readonly #socket: () => OpenSocket | undefined;

  constructor(
    configuration: TransportConfiguration,
    socket: () => OpenSocket | undefined,
    receive: (text: string) => void,
  ) {
    super();
    this.configuration = configuration;
    this.#socket = socket;
    this.on('message', (frame: unknown) => receive(JSON.stringify(frame) ?? ''));
  }

  /** The open socket, or `null`. */
  get ws(): OpenSocket | null {
    return this.#socket() ?? null;
  }
}
