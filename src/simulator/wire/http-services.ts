import type { AgentAccount, LoginSession } from '../platform/accounts.js';
import type { HttpService } from '../faults/faults.js';
import type { Removal } from '../faults/rules.js';
import { MAX_FILE_BYTES } from '../platform/uploaded-files.js';
import { newSecret } from '../platform/ids.js';
import { SignatureCheck } from './oauth1-signature.js';
import type { Skill } from '../options.js';
import type { Platform } from '../platform/platform.js';
import { ServedServices, type ServiceHandler } from './served-services.js';

/** A REST request with its body. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** `undefined` if the body is not JSON. */
  readonly json: unknown;
  /** The request came through TLS. */
  readonly isTls: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string or a buffer is sent unchanged, `undefined` as an empty body, anything else as JSON. */
  readonly body?: unknown;
}

interface Route {
  readonly service: HttpService;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** May capture one part of the path. */
  readonly path: RegExp;
  readonly answer: (request: HttpRequest, captured: string) => HttpAnswer;
}

/** Addresses of the services, as in the domain directory. */
export interface ServiceAddresses {
  /** Base of REST services, e.g. `http://127.0.0.1:1234`, or without a scheme with TLS. */
  readonly rest: string;
  /** Base of sockets, e.g. `ws://127.0.0.1:1234`, or without a scheme with TLS. */
  readonly socket: string;
  /** Scheme and host as a client signs them, e.g. `http://127.0.0.1:1234`. */
  readonly origin: string;
}

/** The REST services: domain directory, login, refresh, logout, files and skills. See docs/protocol.md#1.1. */
export class HttpServices {
  readonly #platform: Platform;
  readonly #addresses: (isTls: boolean) => ServiceAddresses;
  readonly #skills: readonly Skill[];
  readonly #signatures = new SignatureCheck();
  readonly #routes: readonly Route[];
  readonly #served = new ServedServices();

  constructor(
    platform: Platform,
    {
      addresses,
      skills,
    }: { readonly addresses: (isTls: boolean) => ServiceAddresses; readonly skills: readonly Skill[] },
  ) {
    this.#platform = platform;
    this.#addresses = addresses;
    this.#skills = skills;
    const account = platform.accountId.replaceAll(/[^\w]/g, '\\$&');
    const route = (service: HttpService, method: Route['method'], path: string, answer: Route['answer']): Route => ({
      service,
      method,
      path: new RegExp(`^${path}$`),
      answer,
    });
    const file = `(${platform.files.pathPrefix}.+)`;

    this.#routes = [
      route('csds', 'GET', `/api/account/${account}/service/baseURI.json`, (request) => this.#directory(request)),
      route('csds', 'GET', `/(?:api|csdr)/account/${account}/service/([^/]+)/baseURI.json`, (request, name) =>
        this.#entry(request, name),
      ),
      route('login', 'POST', `/api/account/${account}/login`, (request) => this.#login(request)),
      route('refresh', 'POST', `/api/account/${account}/refresh`, (request) => this.#refresh(request)),
      route('logout', 'POST', `/api/account/${account}/logout`, (request) => this.#logout(request)),
      route('upload', 'PUT', file, (request, path) => this.#upload(request, path)),
      route('download', 'GET', file, (request, path) => this.#download(request, path)),
      route('skills', 'GET', `/api/account/${account}/configuration/le-users/skills`, (request) =>
        this.#listSkills(request),
      ),
    ];
  }

  /** The service that has this method and path. */
  find(
    method: string,
    path: string,
  ): { readonly service: HttpService; answer(request: HttpRequest): HttpAnswer | Promise<HttpAnswer> } | undefined {
    for (const { service, method: verb, path: pattern, answer } of this.#routes) {
      const match = verb === method ? pattern.exec(path) : null;
      if (match) return { service, answer: (request) => answer(request, match[1] ?? '') };
    }
    return this.#served.find(path);
  }

  /** Serves a service under this name. @throws {SimulatorError} The account has a service of this name. */
  add(name: string, handler: ServiceHandler): Removal {
    return this.#served.add(
      name,
      handler,
      this.#baseUris(false).map(({ service }) => service),
    );
  }

  /** An error answer. Internal code 1 means "failed, no further detail". See docs/protocol.md#1.4. */
  error(status: number, message: string, internalCode = 1): HttpAnswer {
    const responseStatus = words[status] ?? 'INTERNAL_SERVER_ERROR';
    const time = this.#platform.clock.now();
    return { status, body: { error: { time, message, internalCode, responseStatus } } };
  }

  #directory({ isTls }: HttpRequest): HttpAnswer {
    return { status: 200, body: { baseURIs: this.#baseUris(isTls) } };
  }

  #entry({ isTls }: HttpRequest, name: string): HttpAnswer {
    const found = this.#baseUris(isTls).find(({ service }) => service === name);
    return found ? { status: 200, body: found } : this.error(404, `No service ${name}`);
  }

  #baseUris(
    isTls: boolean,
  ): readonly { readonly service: string; readonly account: string; readonly baseURI: string }[] {
    const { rest, socket } = this.#addresses(isTls);
    const account = this.#platform.accountId;
    const restServices = ['agentVep', 'swift', 'accountConfigReadOnly'];
    return [
      ...restServices.map((service) => ({ service, account, baseURI: rest })),
      ...[...this.#served.names].map((service) => ({
        service,
        account,
        baseURI: `${rest}${this.#served.pathOf(service)}`,
      })),
      ...['asyncMessagingEnt', 'facadeMsg'].map((service) => ({ service, account, baseURI: socket })),
    ];
  }

  #login({ json, isTls }: HttpRequest): HttpAnswer {
    if (typeof json !== 'object' || json === null) return this.error(400, 'The body is not a JSON object');
    const fields: Readonly<Record<string, unknown>> = { ...json };
    if (!['password', 'assertion', 'appKey'].some((key) => typeof fields[key] === 'string')) {
      return this.error(400, 'No credentials');
    }
    const agent = this.#platform.accounts.identify(fields);
    if (!agent) return this.error(401, 'Wrong credentials', 1);
    const session = this.#platform.accounts.open(agent);
    return {
      status: 200,
      headers: { 'set-cookie': `Session_id=${session.cookie}; Path=/; HttpOnly` },
      body: this.#loginBody(session, agent, isTls),
    };
  }

  /** See docs/protocol.md#1.3. */
  #loginBody({ token, csrf }: LoginSession, { username, userId, pid }: AgentAccount, isTls: boolean): unknown {
    return {
      csrf,
      wsuk: newSecret(),
      bearer: token,
      sessionId: newSecret(),
      sessionTTl: String(this.#platform.accounts.sessionTtlMs),
      config: {
        loginName: username,
        userId,
        userPid: pid,
        userPrivileges: [],
        serverCurrentTime: this.#platform.clock.now(),
        timeDiff: 0,
        serverTimeZoneName: 'UTC',
        serverTimeGMTDiff: 0,
        isLPA: false,
        isAdmin: false,
        accountTimeZoneId: 'UTC',
      },
      csdsCollectionResponse: { baseURIs: this.#baseUris(isTls) },
      accountData: { agentGroupsData: { items: [], revision: 0 } },
    };
  }

  #refresh(request: HttpRequest): HttpAnswer {
    const session = this.#sessionOf(request);
    if (!session) return this.error(401, 'Session and csrf do not match', 10);
    this.#platform.accounts.refresh(session);
    return { status: 200 };
  }

  #logout(request: HttpRequest): HttpAnswer {
    const session = this.#sessionOf(request);
    if (!session) return this.error(401, 'Session and csrf do not match', 10);
    this.#platform.accounts.end(session, 'logout');
    return { status: 200 };
  }

  /** The valid session to which both cookie and csrf of the request belong. */
  #sessionOf({ headers, json }: HttpRequest): LoginSession | undefined {
    const [, cookie] = /(?:^|;\s*)Session_id=([^;]*)/.exec(String(headers['cookie'] ?? '')) ?? [];
    const session = this.#platform.accounts.byCookie(cookie);
    const csrf = typeof json === 'object' && json !== null && 'csrf' in json ? json.csrf : undefined;
    return session?.csrf === csrf ? session : undefined;
  }

  #upload({ method, query, body }: HttpRequest, path: string): HttpAnswer {
    if (!this.#allows(method, path, query)) return { status: 401, body: '401 Unauthorized: Temp URL invalid' };
    if (body.length > MAX_FILE_BYTES) return { status: 413 };
    this.#platform.files.put(path, body);
    return { status: 201 };
  }

  #download({ method, query }: HttpRequest, path: string): HttpAnswer {
    if (!this.#allows(method, path, query)) return { status: 401, body: '401 Unauthorized: Temp URL invalid' };
    const content = this.#platform.files.get(path);
    if (!content) return { status: 404 };
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: content };
  }

  #allows(method: string, path: string, query: URLSearchParams): boolean {
    const signature = query.get('temp_url_sig') ?? '';
    return this.#platform.files.allows(method, path, signature, query.get('temp_url_expires') ?? '');
  }

  #listSkills({ method, path, query, headers, isTls }: HttpRequest): HttpAnswer {
    const authorization = headers['authorization'];
    if (typeof authorization !== 'string') return this.error(401, 'No Authorization header');
    const [, token] = /^Bearer\s+(\S+)$/i.exec(authorization) ?? [];
    const signed = { method, baseUrl: `${this.#addresses(isTls).origin}${path}`, query, authorization };
    const isAllowed =
      token === undefined
        ? this.#platform.accounts.all.some((agent) => this.#signatures.passes(signed, agent))
        : this.#platform.accounts.byToken(token) !== undefined;
    if (!isAllowed) return this.error(401, 'Wrong token or signature');
    return { status: 200, body: this.#allSkills() };
  }

  #allSkills(): readonly unknown[] {
    const known = new Map(this.#skills.map((skill) => [String(skill.id), skill.name]));
    for (const id of this.#platform.accounts.all.flatMap(({ skillIds }) => skillIds)) {
      if (!known.has(id)) known.set(id, `Skill ${id}`);
    }
    return [...known].map(([id, name]) => ({
      id: /^\d{1,15}$/.test(id) ? Number(id) : id,
      name,
      description: '',
      maxWaitTime: 120,
      skillOrder: 0,
      skillTransferList: [],
      lobId: null,
      deleted: false,
    }));
  }
}

const words: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  404: 'NOT_FOUND',
  429: 'TOO_MANY_REQUESTS',
  451: 'UNAVAILABLE_FOR_LEGAL_REASONS',
};
