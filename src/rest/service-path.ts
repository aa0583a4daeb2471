import { ValidationError, type Service } from '../errors.js';

/** How often a path may be encoded over; a server decodes once, rarely twice. */
const MAX_DECODINGS = 8;
/** `%2e`, and `%u002e` as some servers read it. */
const ESCAPE = /%(?:u00)?([\da-f]{2})/gi;
// oxlint-disable-next-line no-control-regex -- URL parsers remove some of them, servers others
const CONTROL = /[\u0000-\u001f\u007f]/;
/** UTF-8 in more bytes than needed, which old decoders read as `.`, `/` or `\`. */
const OVERLONG = /[\u00c0\u00c1]|\u00e0[\u0080-\u009f]|\u00f0[\u0080-\u008f]/;

/**
 * Refuses a path that could lead anywhere else on the host: the request carries the bearer token. Dot segments are found
 * however a server between here and the service may decode them: `..`, `%2e`, `%252e`, `..%2f`, `..;x=y`, backslashes.
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
    if (times === MAX_DECODINGS) return 'it is encoded over and over';
    text = decoded;
  }
}

function hasDotSegment(path: string): boolean {
  // Servlet containers take off what follows a semicolon, others the spaces around a segment.
  return path.split(/[/\\]/).some((segment) => /^\.\.?$/.test(segment.replace(/;.*$/s, '').trim()));
}

/** Malformed escapes stay as they are, as lenient servers have it. */
function decode(path: string): string {
  return path.replace(ESCAPE, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)));
}
