import type {
  CommandName,
  CommandRefusal,
  FrameDetail,
  CommandInput,
  Push,
  CommandResult,
} from '../inspector/contract.js';

/** From the page's own address. It stays there, so that a reload works. */
const token = new URLSearchParams(location.search).get('token') ?? '';

/** With the token, which the desk asks for. */
export function addressOf(path: string): string {
  return `${path}?token=${encodeURIComponent(token)}`;
}

/** Carries out a command of the desk. @throws {Error} For people: the desk refused, or did not answer. */
export async function carryOut<Name extends CommandName>(
  name: Name,
  input: CommandInput<Name>,
): Promise<CommandResult<Name>> {
  const response = await fetch(addressOf(`/inspector/${name}`), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  if (response.ok) return (await response.json()) as CommandResult<Name>; // As the contract says.
  const text = await response.text();
  throw new Error(refusalIn(text) ?? `The desk answered with ${response.status}`);
}

/** The frames of a wire row. @throws {Error} The desk has forgotten the row, or did not answer. */
export async function frameOf(rowId: number): Promise<FrameDetail> {
  const response = await fetch(addressOf(`/inspector/frames/${rowId}`));
  if (!response.ok) throw new Error(refusalIn(await response.text()) ?? 'The desk no longer has this frame');
  return (await response.json()) as FrameDetail; // As the contract says.
}

function refusalIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as CommandRefusal).error; // As the contract says, unless a proxy answered.
  } catch {
    return undefined;
  }
}

/** Opens the socket, and opens it again one second after it was lost. @returns A function that closes it for good. */
export function listen(onPush: (push: Push) => void, onConnection: (isOpen: boolean) => void): () => void {
  let isOver = false;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    const url = new URL(addressOf('/inspector/socket'), location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    socket = new WebSocket(url);
    socket.addEventListener('open', () => onConnection(true));
    socket.addEventListener('message', ({ data }) => onPush(JSON.parse(String(data)) as Push)); // The desk's own JSON.
    socket.addEventListener('close', () => {
      onConnection(false);
      if (!isOver) timer = setTimeout(open, 1_000);
    });
  };
  open();
  return () => {
    isOver = true;
    clearTimeout(timer);
    socket?.close();
  };
}
