import { computed, effect, signal } from '@preact/signals';
import type { FaultName, FaultSettings } from '../inspector/contract.js';
import { attempt, desk } from './state.js';

/** Which popover is open. */
export const openFault = signal<FaultName | undefined>(undefined);

/** Settings of the faults that have some, kept while the page is open. */
export const slowSettings = signal({ delayMs: 400 });
export const refuseSettings = signal({ request: 'publishEvent', code: 429, times: 1 });
export const closeSettings = signal({ code: 4401 });

export const CODES = [1000, 1006, 1011, 4401, 4407];

/** Applies a fault. The settings belong to the name. */
export function apply<Name extends FaultName>(name: Name, settings: FaultSettings[Name]): void {
  // One member of the union of names with their settings, which the compiler does not see through the type parameter.
  void attempt('fault', { name, settings } as Parameters<typeof attempt<'fault'>>[1]);
}

/** Whether the bot has been connected since its process was started. */
const wasConnected = signal(false);
effect(() => {
  const state = desk.value?.bot.state;
  if (state !== undefined && state !== 'not connected')
    wasConnected.value = state !== 'restarting' && state !== 'failed';
});

/** Why the faults cannot be used now; `undefined` if they can, as while the bot reconnects. */
export const unusable = computed(() => {
  if (wasConnected.value) return undefined;
  const state = desk.value?.bot.state;
  if (state === 'restarting') return 'Faults can be used after the bot has restarted.';
  if (state === 'failed') return 'Faults can be used after the bot is started again.';
  return 'Faults can be used after the bot is connected.';
});
