import { setImmediate } from 'node:timers/promises';
import type { SimulatorClock } from './clock.js';
import type { ConsumerOptions } from './consumer/consumer-options.js';
import { SimulatedConsumer } from './consumer/simulated-consumer.js';
import { Faults } from './faults/faults.js';
import type { Removal, RuleOptions } from './faults/rules.js';
import { Feed, type FeedOptions, type FeedReader, type RecordedEntry } from './feed.js';
import type { TranscriptEntry } from './feed-entries.js';
import { SimulatedHuman } from './human/simulated-human.js';
import { resolveOptions, type ResolvedSimulatorOptions, type SimulatorOptions } from './options.js';
import type { AgentAccount, AgentDetails } from './platform/accounts.js';
import type { ConsumerProfile } from './platform/consumer-registry.js';
import { snapshotOf, type ConversationSnapshot } from './platform/conversation-snapshot.js';
import {
  credentialsOf,
  type AgentConnectOptions,
  type CredentialKind,
  type SimulatedCredentials,
} from './platform/credentials.js';
import { Platform } from './platform/platform.js';
import { TranscriptWaiters, type EntryMatch, type SeenOptions } from './transcript.js';
import type { RequestName } from './vocabulary.js';
import { HttpServer, type Mount } from './wire/http-server.js';
import { HttpServices, type ServiceAddresses } from './wire/http-services.js';
import type { ServiceHandler } from './wire/served-services.js';
import { Responder, SILENCE, type AnswerFunction } from './wire/responder.js';
import { securityFor, type PortSecurity } from './wire/tls.js';
import { UmsServer } from './wire/ums-server.js';
import type { UmsSocket } from './wire/ums-socket.js';

/**
 * A LivePerson platform on one port of 127.0.0.1: domain directory, login, UMS sockets, files, and the state of agents,
 * consumers and conversations.
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
  /** Return value of an `AnswerFunction`: the request gets no response. */
  static readonly SILENCE: typeof SILENCE = SILENCE;

  readonly accountId: string;
  /** Injects faults into HTTP, upgrades and frames. */
  readonly faults = new Faults();
  /** The certificate that clients must trust, PEM. `undefined` without TLS. */
  readonly ca: string | undefined;
  /** Time of the platform. `advance(ms)` makes rings and sessions expire without waiting. */
  readonly clock: SimulatorClock;
  /** @internal */
  readonly platform: Platform;
  readonly #feed: Feed;
  readonly #transcriptWaiters = new TranscriptWaiters();
  readonly #responder: Responder;
  readonly #ums: UmsServer;
  readonly #http: HttpServer;
  readonly #services: HttpServices;
  readonly #persons = new Set<SimulatedConsumer | SimulatedHuman>();
  readonly #isTlsOnly: boolean;
  #port = 0;
  #closing: Promise<void> | undefined;

  private constructor(options: ResolvedSimulatorOptions, security: PortSecurity) {
    const { accountId, clock, transcriptLimit: limit, bareSingleElements, skills } = options;
    this.accountId = accountId;
    this.ca = security.certificate?.cert;
    this.#isTlsOnly = security.certificate !== undefined && !security.isOptional;
    this.clock = clock;
    const feed = new Feed({
      account: accountId,
      clock,
      limit,
      onExchange: (entry) => this.#transcriptWaiters.offer(entry),
    });
    this.#feed = feed;
    this.platform = new Platform(options, {
      emit: (event) => feed.add({ kind: 'event', ...event }),
      onReplaced: (session) => {
        if (!options.dropReplacedSockets) return;
        for (const socket of this.#ums.sockets) if (socket.session === session) socket.drop();
      },
    });
    this.#responder = new Responder(this.platform);
    const shared = { faults: this.faults, timers: this.platform.timers, feed };
    this.#ums = new UmsServer(this.platform, { ...shared, responder: this.#responder, bareSingleElements });
    this.#services = new HttpServices(this.platform, { addresses: (isTls) => this.#addresses(isTls), skills });
    this.#http = new HttpServer({ ...shared, services: this.#services }, security, (...upgrade) =>
      this.#ums.upgrade(...upgrade),
    );
    for (const agent of options.agents) this.platform.accounts.add(agent);
  }

  /**
   * Resolves when the port is open. Close the simulator with `close()` or `await using`.
   *
   * @throws {SimulatorError} `tls: true` and `'optional'` need the package `selfsigned`.
   */
  static async start(options: SimulatorOptions = {}): Promise<Simulator> {
    const resolved = resolveOptions(options);
    const simulator = new Simulator(resolved, await securityFor(resolved.tls));
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

  /** @internal Scheme and host that a browser can open without trusting the certificate, if there is such a one. */
  get origin(): string {
    return `${this.#isTlsOnly ? 'https' : 'http'}://${this.host}`;
  }

  /** Number of open UMS sockets. */
  get sockets(): number {
    return this.#ums.sockets.size;
  }

  /** Number of successful logins, including tokens that `agentOptions('token')` issued. */
  get logins(): number {
    return this.platform.accounts.logins;
  }

  /** Number of successful refreshes. */
  get refreshes(): number {
    return this.platform.accounts.refreshes;
  }

  /** The account's users. `agentOptions()` returns the options of `agents[0]`. */
  get agents(): readonly AgentAccount[] {
    return this.platform.accounts.all;
  }

  /** HTTP exchanges, upgrades, frames, pings and closes so far, oldest first, without secrets: a view of the feed. */
  get transcript(): readonly TranscriptEntry[] {
    return this.#feed.exchanges;
  }

  /**
   * Reads the transcript and the platform's events as they are recorded. Any number of readers, each at its own pace; a
   * reader that falls behind by more than `transcriptLimit` entries gets a `dropped` entry in their place. Ends when the
   * simulator closes.
   *
   * ```ts
   * for await (const entry of simulator.feed({ from: 'now' })) console.log(JSON.stringify(entry));
   * ```
   */
  feed(options?: FeedOptions): FeedReader {
    return this.#feed.reader(options);
  }

  /** The options of an `Agent` that connects as this user. `token` opens a session, which ends the user's earlier one. */
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
      ...credentialsOf(kind, user, () => this.platform.accounts.open(user).token),
      csdsDomain: this.#addresses(ca !== undefined).rest,
      ...(ca !== undefined && { tls: { ca } }),
    };
  }

  addAgent(details: AgentDetails = {}): AgentAccount {
    return this.platform.accounts.add(details);
  }

  consumer(profile: ConsumerProfile = {}, options: ConsumerOptions = {}): SimulatedConsumer {
    const consumer = new SimulatedConsumer(this.platform, profile, options);
    this.#persons.add(consumer);
    return consumer;
  }

  /** A scripted human agent, who is a new user of the account, online at once. */
  human(details: AgentDetails = {}): SimulatedHuman {
    const human = new SimulatedHuman(this.platform, this.platform.accounts.add(details));
    this.#persons.add(human);
    return human;
  }

  /**
   * Serves a REST service, which the domain directory names from now on: `agent.callService(name, path)` reaches the
   * handler. Agents look the directory up when they connect and remember it for a minute, so add services before.
   *
   * @param name Letters, digits, `_` and `-`.
   * @returns A function that removes the service from the directory, so that its paths answer 404.
   * @throws {SimulatorError} The account has a service of this name.
   */
  service(name: string, handler: ServiceHandler): Removal {
    return this.#services.add(name, handler);
  }

  /** The present state of a conversation with all its messages. `undefined` for an unknown id. */
  conversation(id: string): ConversationSnapshot | undefined {
    const conversation = this.platform.conversations.get(id);
    return conversation && snapshotOf(conversation);
  }

  /** The content of a file that an agent uploaded or a consumer sent. */
  file(relativePath: string): Buffer | undefined {
    return this.platform.files.get(relativePath);
  }

  /**
   * Overrides the response to a request, by method name or wire type; the latest override is used first. The function
   * returns the body, throws a `Refusal`, or returns `Simulator.SILENCE`; `context.proceed()` does what the platform
   * would have done.
   */
  answer(request: RequestName | (string & {}), answer: AnswerFunction, options?: RuleOptions): Removal {
    return this.#responder.override(request, answer, options);
  }

  /** Closes all sockets with a close frame; with 1006 without one. */
  closeSockets(code: number, reason = ''): void {
    for (const socket of this.#ums.sockets) socket.close(code, reason);
  }

  /** Cuts all sockets, or those of one user, without a close frame. */
  dropSockets(user?: AgentAccount): void {
    for (const socket of this.#ums.sockets) if (user === undefined || socket.agent === user) socket.drop();
  }

  /** @internal The open UMS sockets. */
  get umsSockets(): ReadonlySet<UmsSocket> {
    return this.#ums.sockets;
  }

  /** @internal Calls the listener with every entry of the feed, synchronously. @returns A function that ends this. */
  observe(listener: (entry: RecordedEntry) => void): () => void {
    this.#feed.listeners.add(listener);
    return () => void this.#feed.listeners.delete(listener);
  }

  /** @internal Serves the paths of `mount` on this port; `undefined` ends this. */
  mount(mount: Mount | undefined): void {
    this.#http.mount = mount;
  }

  /** @internal `explain` returns more text for the errors of persons who wait in vain. */
  explainTimeouts(explain: () => string): void {
    this.platform.explain = explain;
  }

  /**
   * @internal The process of an agent has ended: cuts its sockets, and ignores what arrives with this product token.
   */
  endProcess(user: AgentAccount, userAgent: string): void {
    this.#http.refuse(userAgent);
    this.dropSockets(user);
  }

  /**
   * @internal One round trip on every socket: what the platform sent before has reached the agents, and what they answered
   * at once has reached the platform.
   *
   * @returns Whether anything was exchanged meanwhile.
   */
  async roundTrip(): Promise<boolean> {
    const before = this.#feed.count;
    await Promise.all([...this.#ums.sockets].map(async (socket) => socket.roundTrip()));
    // What the agents' handlers do next, they do in this turn of the event loop.
    await setImmediate();
    return this.#feed.count > before;
  }

  /**
   * Sockets take bytes and send none, and upgrades get no answer; REST is not affected. Switched off, everything that was
   * held back is delivered. A socket that its agent abandons meanwhile stays in `sockets`: the platform cannot notice.
   */
  blackhole(on = true): void {
    this.#ums.blackhole(on);
  }

  /** Sends a frame to all sockets: an object as JSON, a string or a buffer unchanged. */
  send(frame: object | string): void {
    for (const socket of this.#ums.sockets) socket.send(frame);
  }

  /** Sends a notification of any type to all sockets. */
  notify(type: string, body?: unknown): void {
    for (const socket of this.#ums.sockets) socket.notify(type, body);
  }

  /**
   * Ends the session of one user, or of all users: refresh and upgrade answer 401. Sockets stay open, unless `closeCode`
   * says how to close them.
   */
  revoke(user?: AgentAccount, { closeCode }: { readonly closeCode?: number | undefined } = {}): void {
    this.platform.accounts.revoke(user);
    if (closeCode === undefined) return;
    for (const socket of this.#ums.sockets) {
      if (user !== undefined && socket.agent !== user) continue;
      socket.close(closeCode, '');
    }
  }

  /**
   * The first matching entry of the transcript, past or future.
   *
   * @throws {SimulatorError} No matching entry in time; the message lists the latest entries.
   */
  seen(match: EntryMatch, options?: SeenOptions): Promise<TranscriptEntry> {
    return this.#transcriptWaiters.seen(() => this.transcript, match, options);
  }

  /** Cuts all connections, frees the port, cancels all timers, rejects pending promises and ends the readers of the feed. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.platform.timers.clear();
    this.#ums.close();
    this.#transcriptWaiters.close();
    this.platform.changes.close();
    for (const person of this.#persons) person.leave();
    await this.#http.close();
    // `ws` emits `close` some ticks after its TCP connection did; the feed must record the event.
    await setImmediate();
    // A request handled while the connections closed may have started timers.
    this.platform.timers.clear();
    this.#feed.close();
  }

  #firstAgent(): AgentAccount {
    return this.platform.accounts.all[0] ?? this.addAgent();
  }

  #addresses(isTls: boolean): ServiceAddresses {
    const { host } = this;
    if (!isTls) return { rest: `http://${host}`, socket: `ws://${host}`, origin: `http://${host}` };
    return { rest: host, socket: host, origin: `https://${host}` };
  }
}
