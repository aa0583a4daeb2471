import { generate } from 'selfsigned';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

let loopback: Promise<Certificate> | undefined;

/** A self-signed certificate for loopback, trusted only where a test passes it as `ca`. Made once per worker. */
export function loopbackCertificate(): Promise<Certificate> {
  loopback ??= generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  }).then(({ private: key, cert }) => ({ key, cert }));
  return loopback;
}
