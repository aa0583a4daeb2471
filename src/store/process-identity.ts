import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells one process from all others, also from one with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly host: string;
  /** Boot id of the kernel, which all containers of a machine share; `undefined` without `/proc`. */
  readonly boot: string | undefined;
  /** Process id namespace: within one, ids are comparable. `undefined` without `/proc`. */
  readonly namespace: string | undefined;
  /** Clock ticks between boot and the start of the process; `undefined` without `/proc`. */
  readonly startTicks: string | undefined;
}

/** How far two computations of one process's start time may be apart where there is no `/proc`. */
const START_TOLERANCE_MS = 2_000;

export function identityOfThisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    startedAt: new Date(Date.now() - process.uptime() * 1_000).toISOString(),
    host: hostname(),
    boot: fromProc(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    namespace: fromProc(() => readlinkSync('/proc/self/ns/pid')),
    startTicks: statOf('self')?.startTicks,
  };
}

/** Whether both identities are those of one process. */
export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  if (a.pid !== b.pid || a.host !== b.host || a.boot !== b.boot || a.namespace !== b.namespace) return false;
  if (a.startTicks !== undefined || b.startTicks !== undefined) return a.startTicks === b.startTicks;
  return Math.abs(Date.parse(a.startedAt) - Date.parse(b.startedAt)) < START_TOLERANCE_MS;
}

/** Whether the other process has ended, as far as its id shows that to this one; `false` where it does not show. */
export function hasEnded(other: ProcessIdentity, self: ProcessIdentity): boolean {
  if (other.boot !== self.boot || other.namespace !== self.namespace) return false;
  if (self.boot === undefined) return other.host === self.host && isUnused(other, self);
  // A container may see the /proc of its host, in which process ids mean others.
  if (fromProc(() => readlinkSync('/proc/self')) !== String(self.pid)) return false;
  const stat = statOf(other.pid);
  // /proc may hide processes of other users (mount option hidepid).
  if (stat === undefined) return isUnused(other, self);
  return stat.startTicks !== other.startTicks || stat.state === 'Z' || stat.state === 'X';
}

/** No process has this id, or this process has it and the other one had it before. */
function isUnused(other: ProcessIdentity, self: ProcessIdentity): boolean {
  if (other.pid === self.pid) return !isSameProcess(other, self);
  try {
    process.kill(other.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Fields 3 and 22 of `/proc/<pid>/stat`; the second field, in parentheses, may contain anything. */
function statOf(pid: number | 'self'): { readonly state: string; readonly startTicks: string } | undefined {
  const text = fromProc(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const [state, ...fields] = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  const startTicks = fields[18];
  return state === undefined || startTicks === undefined ? undefined : { state, startTicks };
}

/** `undefined` on systems without `/proc`, and for processes that it does not show. */
function fromProc(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
