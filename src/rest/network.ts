import { Agent as HttpAgent, type Dispatcher } from 'undici';
import type { ClientOptions } from 'ws';
import type { TlsOptions } from '../options.js';

/** How HTTP and the socket alike get to the platform. */
export class Network {
  readonly #tls: TlsOptions | undefined;
  #dispatcher: Dispatcher | undefined;

  constructor({ tls }: { readonly tls?: TlsOptions | undefined }) {
    this.#tls = tls;
  }

  /** `undefined`: undici's own, which the process shares. */
  get dispatcher(): Dispatcher | undefined {
    if (this.#tls === undefined) return undefined;
    this.#dispatcher ??= new HttpAgent({ connect: { ...this.#tls } });
    return this.#dispatcher;
  }

  get socketOptions(): ClientOptions {
    // `ws` hands them to node:tls as they are; its types predate node's for one of them.
    return { ...this.#tls } as unknown as ClientOptions;
  }

  /** Idle connections do not outlive the agent. It can be used again afterwards. */
  close(): void {
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    // What is still under way was aborted by its own signal; there is nobody left to tell.
    dispatcher?.destroy().catch(() => undefined);
  }
}
