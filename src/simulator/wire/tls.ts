import { SimulatorError } from '../failures.js';

/** A key and its certificate, PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** What a port speaks: plain HTTP without a certificate, TLS with one, both with an optional one. */
export interface PortSecurity {
  readonly certificate: Certificate | undefined;
  readonly isOptional: boolean;
}

/** @throws {SimulatorError} A certificate has to be generated, and `selfsigned` is not installed. */
export async function securityFor(tls: boolean | 'optional' | Certificate): Promise<PortSecurity> {
  const isOptional = tls === 'optional';
  if (tls === false) return { certificate: undefined, isOptional };
  return { certificate: typeof tls === 'object' ? tls : await generateCertificate(), isOptional };
}

async function generateCertificate(): Promise<Certificate> {
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
