/** Certificates made by openssl for tests of TLS, in a folder that the test removes. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface Certificates {
  /** Signs all but `selfSigned`. */
  readonly authority: string;
  /** For 127.0.0.1 and localhost. */
  readonly good: Certificate;
  readonly expired: Certificate;
  readonly wrongHost: Certificate;
  readonly selfSigned: Certificate;
}

/** Undefined where the machine has no openssl. */
export function makeCertificates(folder: string): Certificates | undefined {
  if (spawnSync('openssl', ['version']).status !== 0) return undefined;
  const file = (name: string): string => path.join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`);
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const read = (name: string): Certificate => ({
    key: readFileSync(file(`${name}.key`), 'utf8'),
    cert: readFileSync(file(`${name}.pem`), 'utf8'),
  });
  const selfSigned = (name: string): Certificate => {
    const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
    openssl('req', '-x509', ...newKey, ...names, '-days', '2', '-keyout', `${name}.key`, '-out', `${name}.pem`);
    return read(name);
  };
  const signed = (name: string, alternatives: string, days: string): Certificate => {
    openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    writeFileSync(file(`${name}.ext`), `subjectAltName=${alternatives}\n`);
    const from = ['-in', `${name}.csr`, '-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial'];
    openssl('x509', '-req', ...from, '-days', days, '-extfile', `${name}.ext`, '-out', `${name}.pem`);
    return read(name);
  };
  return {
    authority: selfSigned('authority').cert,
    selfSigned: selfSigned('alone'),
    good: signed('good', 'IP:127.0.0.1,DNS:localhost', '2'),
    expired: signed('expired', 'IP:127.0.0.1', '-1'),
    wrongHost: signed('other', 'DNS:other.example', '2'),
  };
}
