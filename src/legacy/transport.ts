import { EventEmitter } from 'node:events';
import type { OpenSocket } from './socket-types.js';

/** What old bots and their tests look at of the connection. */
export interface TransportConfiguration {
  domain: string;
  token: string;
  accountId: string | number;
  apiVersion: string;
}

/** The connection, as far as old bots know of it: `emit('message', frame)` is as good as a frame of the platform. */
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

  /** The open socket. */
  get ws(): OpenSocket | null {
    return this.#socket() ?? null;
  }
}
