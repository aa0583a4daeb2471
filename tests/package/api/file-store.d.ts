import { ConnectionOptions } from "node:tls";
interface Store {
    load(agent: string): AsyncIterable<Saved>;
    commit(agent: string, change: Change, lease?: Lease): Promise<void>;
}
interface Saved {
    readonly conversationId: string;
    readonly positions: Readonly<Record<string, number>>;
    readonly session?: unknown;
    readonly flow?: unknown;
    readonly timers: Readonly<Record<string, number>>;
}
type Change = StateChange | ConversationRemoval;
interface StateChange {
    readonly conversationId: string;
    readonly removed?: undefined;
    readonly positions?: Readonly<Record<string, number>> | undefined;
    readonly session?: unknown;
    readonly flow?: unknown;
    readonly timers?: Readonly<Record<string, number | null>> | undefined;
}
interface ConversationRemoval {
    readonly conversationId: string;
    readonly removed: true;
}
interface Lease {
    readonly epoch: number;
}
declare function applyChange(saved: Saved | undefined, change: Change): Saved | undefined;
interface PasswordCredentials {
    readonly username: string;
    readonly password: string;
}
interface OAuth1Credentials {
    readonly username: string;
    readonly appKey: string;
    readonly secret: string;
    readonly accessToken: string;
    readonly accessTokenSecret: string;
}
interface ClientCredentials {
    readonly username: string;
    readonly clientId: string;
    readonly clientSecret: string;
}
type Provided = string | (() => string | Promise<string>);
interface BearerCredentials {
    readonly token: Provided;
    readonly userId: string;
}
interface AssertionCredentials {
    readonly assertion: Provided;
}
type Credentials = PasswordCredentials | OAuth1Credentials | ClientCredentials | BearerCredentials | AssertionCredentials;
interface ReconnectOptions {
    readonly maxAttempts?: number | undefined;
    readonly firstDelay?: number | undefined;
    readonly delay?: number | undefined;
    readonly factor?: number | undefined;
    readonly maxDelay?: number | undefined;
    readonly jitter?: number | undefined;
    readonly stableAfter?: number | undefined;
    readonly loginInterval?: number | undefined;
}
interface RedeliveryOptions {
    readonly attempts?: number | undefined;
    readonly firstDelay?: number | undefined;
}
declare class ProcessScope {
    #private;
}
type TlsOptions = Pick<ConnectionOptions, "ca" | "cert" | "key" | "passphrase" | "pfx" | "rejectUnauthorized" | "minVersion" | "maxVersion" | "ciphers" | "checkServerIdentity" | "servername">;
interface Logger {
    debug(fields: object, message: string): void;
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
}
type CursorValue = number | null | undefined;
interface CursorStore {
    get(key: string): CursorValue | PromiseLike<CursorValue>;
    set(key: string, sequence: number): unknown;
    delete?(key: string): unknown;
    dialogs?(): Iterable<string> | PromiseLike<Iterable<string>>;
}
interface AgentSettings {
    readonly accountId: string | number;
    readonly csdsDomain?: string | undefined;
    readonly domains?: Readonly<Record<string, string>> | undefined;
    readonly wsDomainType?: string | undefined;
    readonly apiVersion?: string | number | undefined;
    readonly requestTimeout?: number | undefined;
    readonly connectTimeout?: number | undefined;
    readonly handshakeTimeout?: number | undefined;
    readonly refreshSessionInterval?: number | undefined;
    readonly refreshSessionToken?: boolean | undefined;
    readonly autoConnect?: boolean | undefined;
    readonly pingInterval?: number | undefined;
    readonly pingTimeout?: number | undefined;
    readonly reconnect?: boolean | ReconnectOptions | undefined;
    readonly whenOffline?: "wait" | "fail" | undefined;
    readonly maxWaiting?: number | undefined;
    readonly deliver?: "once" | "live-only" | undefined;
    readonly cursors?: CursorStore | undefined;
    readonly redelivery?: RedeliveryOptions | undefined;
    readonly historyRate?: number | undefined;
    readonly maxDialogs?: number | undefined;
    readonly keepAlive?: number | false | undefined;
    readonly proxy?: string | false | undefined;
    readonly logger?: Logger | undefined;
    readonly tls?: TlsOptions | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly userAgent?: string | undefined;
    readonly scope?: ProcessScope | undefined;
}
type AgentOptions = AgentSettings & Credentials;
interface FileStoreOptions {
    readonly lockTimeout?: number | undefined;
    readonly sync?: boolean | undefined;
}
declare class FileStore implements Store, CursorStore, Disposable {
    #private;
    constructor(path: string, { lockTimeout, sync }?: FileStoreOptions);
    open(): Promise<void>;
    load(agent: string): AsyncIterable<Saved>;
    commit(agent: string, change: Change): Promise<void>;
    get(dialogId: string): Promise<number | undefined>;
    set(dialogId: string, sequence: number): Promise<void>;
    delete(dialogId: string): Promise<void>;
    dialogs(): Promise<Iterable<string>>;
    [Symbol.dispose](): void;
}
export { type AgentOptions as A, type BearerCredentials as B, type Change as C, FileStore as F, type Lease as L, type OAuth1Credentials as O, type PasswordCredentials as P, type ReconnectOptions as R, type Store as S, type TlsOptions as T, type CursorStore as a, type Saved as b, type ConversationRemoval as c, type FileStoreOptions as d, type StateChange as e, applyChange as f, type AgentSettings as g, type AssertionCredentials as h, type ClientCredentials as i, type Credentials as j, type CursorValue as k, type Logger as l, ProcessScope as m, type Provided as n, type RedeliveryOptions as o };
