import { SimulatorError } from '../failures.js';

/** A key and its certificate, PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** @returns `undefined` without TLS. @throws {SimulatorError} `tls` is true and `selfsigned` is not installed. */
export async function certificateFor(tls: boolean | Certificate): Promise<Certificate | undefined> {
  if (tls === false) return undefined;
  if (tls !== true) return tls;
  const { generate } = await import('selfsigned').catch((cause: unknown) => {
    const advice = 'install the package selfsigned, or pass tls: { key, cert }';
    throw new SimulatorError(`Cannot generate a certificate: ${advice}`, 'TLS', cause);
  });
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key, cert };
}
