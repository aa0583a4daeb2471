import { fork, type ChildProcess } from 'node:child_process';
import type { Command, Measured, ServerCommand } from './protocol.js';

/** A child process that executes one command at a time. */
export class Worker {
  readonly #child: ChildProcess;

  /**
   * @param file Path of the program.
   * @param certificate Path of the certificate of the server, which the program trusts.
   */
  constructor(file: string, args: readonly string[], certificate: string) {
    this.#child = fork(file, args, {
      execArgv: [],
      serialization: 'advanced',
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate, NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  /** Resolves with the next message that has the member. */
  next<Message>(key: string): Promise<Message> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: Readonly<Record<string, unknown>>): void => {
        if (!(key in message)) return;
        this.#child.off('message', onMessage).off('exit', onExit);
        resolve(message as Message);
      };
      const onExit = (code: number | null): void => reject(new Error(`A worker exited with ${code}`));
      this.#child.on('message', onMessage).on('exit', onExit);
    });
  }

  send(command: Command | ServerCommand): void {
    this.#child.send(command);
  }

  /** @throws {Error} The program reports a failure. */
  async do(command: Command): Promise<Measured> {
    const answer = this.next<{ result: Measured }>('result');
    this.send(command);
    const { result } = await answer;
    if (result.failed !== undefined) throw new Error(`${JSON.stringify(command)}: ${result.failed}`);
    return result;
  }

  stop(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill('SIGKILL');
  }
}
