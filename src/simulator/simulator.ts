import type { AgentAccount, AgentDetails } from './platform/accounts.js';
import { Answers, SILENCE, type AnswerFunction } from './wire/answers.js';
import { SimulatedConsumer } from './consumer/simulated-consumer.js';
import type { ConsumerProfile } from './platform/consumer-registry.js';
import {
  credentialsOf,
  type AgentConnectOptions,
  type CredentialKind,
  type SimulatedCredentials,
} from './platform/credentials.js';
import { Faults } from './faults/faults.js';
import { HttpServer } from './wire/http-server.js';
import { HttpServices, type Addresses } from './wire/http-services.js';
import { resolveOptions, type ResolvedOptions, type SimulatorOptions } from './options.js';
import { Platform } from './platform/platform.js';
import type { Removal, RuleOptions } from './faults/rules.js';
import { snapshotOf, type ConversationSnapshot } from './platform/conversation-snapshot.js';
import { certificateFor, type Certificate } from './wire/tls.js';
import { Transcript, type EntryMatch, type SeenOptions, type TranscriptEntry } from './transcript.js';
import { Ums } from './wire/ums-server.js';
import type { RequestName } from './vocabulary.js';

/**
 * A LivePerson platform on one port of 127.0.0.1: domain directory, login, sockets, files, agents' and consumers' state.
 *
 * ```ts
 * await using simulator = await Simulator.start();
 * const agent = new Agent(simulator.agentOptions());
 * const consumer = simulator.consumer();
 * await consumer.startConversation({ message: 'Hello?' });
 * await consumer.hears('Hello!');
 * ```
 */
export class Simulator implements AsyncDisposable {
  /** Returned by an arranged answer: the request gets no response. */
  static readonly SILENCE: typeof SILENCE = SILENCE;

  readonly accountId: string;
  /** What goes wrong, by arrangement. */
  readonly faults = new Faults();
  /** PEM, with TLS: what a client must trust. */
  readonly ca: string | undefined;
  readonly #platform: Platform;
  readonly #transcript: Transcript;
  readonly #answers: Answers;
  readonly #ums: Ums;
  readonly #http: HttpServer;
  readonly #consumers = new Set<SimulatedConsumer>();
  #port = 0;
  #closing: Promise<void> | undefined;

  private constructor(options: ResolvedOptions, certificate: Certificate | undefined) {
    this.accountId = options.accountId;
    this.ca = certificate?.cert;
    this.#transcript = new Transcript(options.transcriptLimit);
    this.#platform = new Platform(options, {
      onReplaced: (session) => {
        if (!options.dropReplacedSockets) return;
        for (const socket of this.#ums.sockets) if (socket.session === session) socket.drop();
      },
    });
    this.#answers = new Answers(this.#platform);
    const { timers } = this.#platform;
    const shared = { faults: this.faults, timers, transcript: this.#transcript };
    const { bareSingleElements, skills } = options;
    this.#ums = new Ums(this.#platform, { ...shared, answers: this.#answers, bareSingleElements });
    const services = new HttpServices(this.#platform, { addresses: () => this.#addresses(), skills });
    this.#http = new HttpServer({ ...shared, services }, certificate, (...upgrade) => this.#ums.upgrade(...upgrade));
    for (const agent of options.agents) this.#platform.accounts.add(agent);
  }

  /**
   * Resolves when the port is open. Close it with `close()` or `await using`.
   *
   * @throws {SimulatorError} TLS without a certificate needs the package `selfsigned`.
   */
  static async start(options: SimulatorOptions = {}): Promise<Simulator> {
    const resolved = resolveOptions(options);
    const simulator = new Simulator(resolved, await certificateFor(resolved.tls));
    simulator.#port = await simulator.#http.listen(resolved.port);
    return simulator;
  }

  get port(): number {
    return this.#port;
  }

  /** `127.0.0.1:{port}` */
  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Live UMS sockets. */
  get sockets(): number {
    return this.#ums.sockets.size;
  }

  /** Successful logins so far, tokens handed out by `agentOptions('token')` included. */
  get logins(): number {
    return this.#platform.accounts.logins;
  }

  /** Successful refreshes so far. */
  get refreshes(): number {
    return this.#platform.accounts.refreshes;
  }

  /** The account's users; `agents[0]` is whom `agentOptions()` is for. */
  get agents(): readonly AgentAccount[] {
    return this.#platform.accounts.all;
  }

  /** Everything exchanged so far, oldest first, without secrets. */
  get transcript(): readonly TranscriptEntry[] {
    return this.#transcript.entries;
  }

  /** What an `Agent` needs to become this user, here. `token` opens a session, which ends the user's earlier one. */
  agentOptions<Kind extends CredentialKind = 'password'>(
    credentials?: Kind,
    user?: AgentAccount,
  ): AgentConnectOptions & SimulatedCredentials[Kind];
  agentOptions(
    kind: CredentialKind = 'password',
    user: AgentAccount = this.#firstAgent(),
  ): AgentConnectOptions & SimulatedCredentials[CredentialKind] {
    const { accountId, ca } = this;
    return {
      accountId,
      ...credentialsOf(kind, user, () => this.#platform.accounts.open(user).token),
      csdsDomain: this.#addresses().rest,
      ...(ca !== undefined && { tls: { ca } }),
    };
  }

  addAgent(details: AgentDetails = {}): AgentAccount {
    return this.#platform.accounts.add(details);
  }

  consumer(profile: ConsumerProfile = {}): SimulatedConsumer {
    const consumer = new SimulatedConsumer(this.#platform, profile);
    this.#consumers.add(consumer);
    return consumer;
  }

  /** A conversation as it is now, all its messages included. `undefined` if there is none of this id. */
  conversation(id: string): ConversationSnapshot | undefined {
    const conversation = this.#platform.conversations.get(id);
    return conversation && snapshotOf(conversation);
  }

  /** The content of a file that was uploaded or sent. */
  file(relativePath: string): Buffer | undefined {
    return this.#platform.files.get(relativePath);
  }

  /**
   * Arranges the answer to a request, by method name or wire type; the arrangement made last goes first. The function
   * returns the body, throws a `Refusal`, or returns `Simulator.SILENCE`; `context.proceed()` does the usual thing.
   */
  answer(request: RequestName | (string & {}), answer: AnswerFunction, options?: RuleOptions): Removal {
    return this.#answers.override(request, answer, options);
  }

  /** Closes all sockets with a close frame; 1006 is none at all. */
  closeSockets(code: number, reason = ''): void {
    for (const socket of this.#ums.sockets) {
      if (code === 1006) socket.drop();
      else socket.close(code, reason);
    }
  }

  /** Cuts all sockets off without a close frame. */
  dropSockets(): void {
    for (const socket of this.#ums.sockets) socket.drop();
  }

  /**
   * Sockets take bytes and answer nothing, new ones never open; REST goes on. Switched off, all that was held up comes
   * through. A socket whose agent gives up meanwhile still counts: nobody tells the platform.
   */
  blackhole(on = true): void {
    this.#ums.blackhole(on);
  }

  /** Sends a frame to all sockets: an object as JSON, a string or a buffer as it is. */
  send(frame: object | string): void {
    for (const socket of this.#ums.sockets) socket.send(frame);
  }

  /** Sends a notification of any kind to all sockets. */
  notify(type: string, body?: unknown): void {
    for (const socket of this.#ums.sockets) socket.notify(type, body);
  }

  /** The user's token, or everybody's, is no longer valid: refresh and upgrade answer 401. Sockets stay open unless told otherwise. */
  revoke(user?: AgentAccount, { closeCode }: { readonly closeCode?: number | undefined } = {}): void {
    this.#platform.accounts.revoke(user);
    if (closeCode === undefined) return;
    for (const socket of this.#ums.sockets) {
      if (user !== undefined && socket.agent !== user) continue;
      if (closeCode === 1006) socket.drop();
      else socket.close(closeCode, '');
    }
  }

  /**
   * The first entry of the transcript that fits, past or future.
   *
   * @throws {SimulatorError} None came in time; the error lists what came last.
   */
  seen(match: EntryMatch, options?: SeenOptions): Promise<TranscriptEntry> {
    return this.#transcript.seen(match, options);
  }

  /** Cuts everything off and leaves nothing behind: no port, no timer, nobody who waits. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.#platform.timers.clear();
    this.#ums.close();
    this.#transcript.close();
    for (const consumer of this.#consumers) consumer.leave();
    await this.#http.close();
    // What ends with the connections may have begun anew.
    this.#platform.timers.clear();
  }

  #firstAgent(): AgentAccount {
    return this.#platform.accounts.all[0] ?? this.addAgent();
  }

  #addresses(): Addresses {
    const { host, ca } = this;
    if (ca === undefined) return { rest: `http://${host}`, socket: `ws://${host}`, origin: `http://${host}` };
    return { rest: host, socket: host, origin: `https://${host}` };
  }
}
