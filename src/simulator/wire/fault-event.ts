import type { HttpFault, UpgradeFault } from '../faults/faults.js';
import type { NewEntry } from '../feed.js';
import type { PlatformEntry } from '../feed-entries.js';
import { redactPath } from '../../support/redact.js';

/** The event of a fault, at the time it starts to delay, hang or refuse. */
export function faultApplied(url: string, fault: HttpFault | UpgradeFault): NewEntry<PlatformEntry> {
  const { drop, hang, status, delayMs } = fault;
  return { kind: 'event', type: 'fault.applied', body: { path: redactPath(url), drop, hang, status, delayMs } };
}
