/** A bot has so long to end after SIGTERM. */
export const GRACE_MS = 5_000;

/**
 * A module for `--import` in the process of a bot: when the command has been killed, so that it could not end the bot, the
 * IPC channel closes, and the process sends itself SIGTERM. The channel does not keep the process alive.
 */
export function endsWithParent(): string {
  const source = `
    process.once('disconnect', () => {
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${GRACE_MS}).unref();
      process.kill(process.pid, 'SIGTERM');
    });
    process.channel?.unref();
  `;
  return `data:text/javascript,${encodeURIComponent(source.replaceAll(/\s+/g, ' ').trim())}`;
}
