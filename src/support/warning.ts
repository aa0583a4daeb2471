/** A warning of the process, for a condition that no handler of `error` or `warn` gets. */
export function warnProcess(message: string, code: string): void {
  process.emitWarning(message, { type: 'NodeAgentSDKWarning', code });
}
