/** Connections for one request each: one that others opened would not have been checked. */
import type { ClientRequestArgs } from 'node:http';
import net, { isIP, type Socket } from 'node:net';
import tls from 'node:tls';

export function connectPlain(options: ClientRequestArgs): Socket {
  return net.connect(options as net.TcpNetConnectOpts);
}

export function connectSecure(options: ClientRequestArgs): Socket {
  const host = options.host ?? '';
  // A certificate for an address is compared with `host`; server names are names only.
  const servername = isIP(host) === 0 ? host : '';
  return tls.connect({ ALPNProtocols: ['http/1.1'], ...(options as tls.ConnectionOptions), servername });
}

/** Why a certificate is not trusted: it will not be the next time either. */
export function isCertificateError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /CERT|^ERR_TLS_|^UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)|^HOSTNAME_MISMATCH$|^INVALID_(?:CA|PURPOSE)$/.test(
    code,
  );
}
