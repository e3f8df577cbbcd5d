/** Addresses of connections as text. */

/** Scheme, host and port of a connection's address; a password is only ever sent to the origin that it was kept for. */
export function originOf(address: string, defaultPort: number): string {
  const { protocol, hostname, port } = new URL(address);
  return `${protocol}//${hostname.toLowerCase()}:${port === '' ? String(defaultPort) : port}`;
}

/** An address for people. */
export function withoutPassword(address: string): string {
  // A password that is not encoded may hold `@`.
  return address.replace(/^([a-z]+:\/\/[^:@/]*):.*@/is, '$1:***@');
}
