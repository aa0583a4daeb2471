import { ValidationError, type Service } from '../errors.js';

/** How often a path is decoded in search of dot segments; servers decode once, rarely twice. */
const MAX_DECODINGS = 8;
/** `%2e`, and `%u002e`, which some servers decode, too. */
const ESCAPE = /%(?:u00)?([\da-f]{2})/gi;
// oxlint-disable-next-line no-control-regex -- URL parsers remove some control characters, servers others
const CONTROL = /[\u0000-\u001f\u007f]/;
/** Overlong UTF-8, which old decoders read as `.`, `/` or `\`. */
const OVERLONG = /[\u00c0\u00c1]|\u00e0[\u0080-\u009f]|\u00f0[\u0080-\u008f]/;

/**
 * Refuses a path that could lead to another path of the host, because the request carries the bearer token. Finds dot
 * segments in every form that a server on the way may decode: `..`, `%2e`, `%252e`, `..%2f`, `..;x=y`, backslashes.
 *
 * @param path With its query, in which everything is allowed.
 * @throws {ValidationError} Nothing was sent.
 */
export function checkServicePath(operation: string, service: Service, path: string): void {
  const problem = problemIn(path.replace(/[?#].*$/s, ''));
  if (problem === undefined) return;
  const message = `${problem}, which could lead to another path of the host; encode ids with encodeURIComponent`;
  throw new ValidationError(operation, 'outgoing', [{ path: 'path', message }], service);
}

function problemIn(path: string): string | undefined {
  if (path.includes('\\')) return 'it contains a backslash';
  // One character per byte, as `decode` gives them.
  for (let text = Buffer.from(path).toString('latin1'), times = 0; ; times += 1) {
    if (CONTROL.test(text)) return 'it contains a control character';
    if (OVERLONG.test(text)) return 'it contains malformed UTF-8';
    if (hasDotSegment(text)) return "it contains a dot segment ('.' or '..')";
    const decoded = decode(text);
    if (decoded === text) return undefined;
    if (times === MAX_DECODINGS) return 'it is percent-encoded too many times';
    text = decoded;
  }
}

function hasDotSegment(path: string): boolean {
  // Servlet containers remove a semicolon and what follows; other servers trim segments.
  return path.split(/[/\\]/).some((segment) => /^\.\.?$/.test(segment.replace(/;.*$/s, '').trim()));
}

/** Leaves malformed escapes unchanged, as lenient servers do. */
function decode(path: string): string {
  return path.replace(ESCAPE, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)));
}
