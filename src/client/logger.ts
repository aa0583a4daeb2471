import { debuglog, inspect } from 'node:util';
import type { Logger } from '../options/options.js';

/** The user's logger, or with `NODE_DEBUG=node-agent-sdk` one that writes to stderr. What a logger throws is ignored. */
export function loggerFor(given: Logger | undefined): Logger {
  const target = given ?? fromEnvironment();
  if (target === undefined) return silent;
  const safely =
    (level: keyof Logger) =>
    (fields: object, message: string): void => {
      try {
        target[level](fields, message);
      } catch {
        // A failing logger cannot be reported anywhere else.
      }
    };
  return { debug: safely('debug'), info: safely('info'), warn: safely('warn'), error: safely('error') };
}

const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function fromEnvironment(): Logger | undefined {
  const log = debuglog('node-agent-sdk');
  if (!log.enabled) return undefined;
  const write = (level: string) => (fields: object, message: string) =>
    log('%s: %s %s', level, message, inspect(fields));
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function nothing(): void {}
