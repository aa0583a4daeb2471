import { ConfigurationError } from '../errors.js';
import { cases } from './store-contract-cases.js';
import { StoreUnderTest, type StorePlace } from './store-under-test.js';

/** One test of {@link testStore}: `run` rejects with an `Error` that says what the store did and what is expected. */
export interface StoreTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/**
 * The contract of a {@link Store} as tests for any runner:
 *
 * ```ts
 * for (const { name, run } of testStore(makePlace)) test(name, run);
 * ```
 *
 * @param make Makes an empty place for a store, such as a new file or a new schema. Called once for each test.
 * @throws {ConfigurationError} `make` is no function.
 */
export function testStore(make: () => StorePlace | PromiseLike<StorePlace>): readonly StoreTest[] {
  if (typeof make !== 'function') throw new ConfigurationError(['make: expected a function']);
  return Object.entries(cases).map(([name, check]) => ({
    name,
    run: async () => {
      await using store = new StoreUnderTest(await make());
      await check(store);
    },
  }));
}
