import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { reduce } from '../../../src/conversations/snapshot.js';
import { stateAfter, told } from '../../conversations/histories.js';

/**
 * Random histories of a conversation in random orders, with doubles and holes: how many end in another snapshot than the
 * one of the platform's newest notification.
 */
export function wrongSnapshots(times: number): number {
  let wrong = 0;
  const property = fc.property(told, ({ news, order, doubles, holes }) => {
    const newest = news.at(-1);
    const came = [...order, ...doubles].filter((one) => !holes.includes(one));
    if (!isDeepStrictEqual(stateAfter(came)?.now, newest && reduce(undefined, newest).now)) wrong += 1;
  });
  fc.assert(property, { numRuns: times });
  return wrong;
}
