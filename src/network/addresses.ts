/** Which addresses may be reached (threat T6): decided on the address that is connected to, not on the name. */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

export type AddressKind = 'public' | 'private' | 'forbidden';

const forbidden = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
  ['168.63.129.16', 32],
  ['224.0.0.0', 4],
  ['255.255.255.255', 32],
] as const)
  forbidden.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['::', 128],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
  ['fd20:ce::254', 128],
  ['ff00::', 8],
] as const)
  forbidden.addSubnet(net, prefix, 'ipv6');

const inside = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
] as const)
  inside.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fec0::', 10],
] as const)
  inside.addSubnet(net, prefix, 'ipv6');

/** Loopback and private addresses are `private`; link-local, metadata, unspecified and multicast ones are `forbidden`. */
export function kindOfAddress(address: string): AddressKind {
  const bare = address.replace(/%.*$/, '');
  const embedded = isIPv6(bare) ? embeddedIPv4(bare) : undefined;
  if (embedded !== undefined) return kindOfAddress(embedded);
  const family = isIPv4(bare) ? 'ipv4' : 'ipv6';
  if (family === 'ipv6' && !isIPv6(bare)) return 'forbidden';
  if (forbidden.check(bare, family)) return 'forbidden';
  return inside.check(bare, family) ? 'private' : 'public';
}

/** The IPv4 address inside a mapped, compatible, NAT64 or 6to4 one. */
function embeddedIPv4(address: string): string | undefined {
  const words = expand(address);
  if (!words) return undefined;
  const zeros = (count: number): boolean => words.slice(0, count).every((word) => word === 0);
  const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const [w0 = 0, w1 = 0, w2 = 0, , , w5 = 0, w6 = 0, w7 = 0] = words;
  if (zeros(5) && w5 === 0xffff) return dotted(w6, w7);
  if (zeros(4) && words[4] === 0xffff && w5 === 0) return dotted(w6, w7);
  if (zeros(6) && w6 !== 0) return dotted(w6, w7);
  if (w0 === 0x64 && w1 === 0xff9b) return dotted(w6, w7);
  if (w0 === 0x2002) return dotted(w1, w2);
  return undefined;
}

/** The eight words of an IPv6 address. */
function expand(address: string): readonly number[] | undefined {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const plain = dotted
    ? `${dotted[1] ?? ''}${hex(Number(dotted[2]) * 256 + Number(dotted[3]))}:${hex(Number(dotted[4]) * 256 + Number(dotted[5]))}`
    : address;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const words = [...before, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...after].map((word) =>
    parseInt(word, 16),
  );
  return words.length === 8 && words.every((word) => Number.isInteger(word)) ? words : undefined;
}

function hex(value: number): string {
  return value.toString(16);
}
