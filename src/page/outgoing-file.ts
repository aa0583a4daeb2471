import type { OutgoingFile } from '../inspector/contract.js';
import { problem } from './state.js';

/** The platform takes no more. */
const MAX_BYTES = 3 * 1024 * 1024;

/** Reads a file of the reader's machine. @returns `undefined` if the file cannot be sent; the page says why. */
export async function outgoingFile(file: File): Promise<OutgoingFile | undefined> {
  const { name, size } = file;
  if (size === 0 || size > MAX_BYTES) {
    problem.value = size === 0 ? `${name} is empty: the platform takes no empty files.` : `${name} has more than 3 MB.`;
    return undefined;
  }
  try {
    return { name, base64: await base64Of(file) };
  } catch (error) {
    problem.value = `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return undefined;
  }
}

async function base64Of(file: File): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    // `readAsDataURL` gives a text.
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unknown reason')));
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(',') + 1);
}
