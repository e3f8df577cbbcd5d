/** CRC-32C (Castagnoli), as in iSCSI, RFC 3720. Eight tables, eight bytes a step. */
const tables = makeTables();

/** `before`: the checksum of the bytes that stand in front of these. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  let crc = before ^ 0xffffffff;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const low =
      crc ^ (byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24));
    crc =
      entry(7, low & 255) ^
      entry(6, (low >>> 8) & 255) ^
      entry(5, (low >>> 16) & 255) ^
      entry(4, low >>> 24) ^
      entry(3, byte(bytes, at + 4)) ^
      entry(2, byte(bytes, at + 5)) ^
      entry(1, byte(bytes, at + 6)) ^
      entry(0, byte(bytes, at + 7));
  }
  for (; at < end; at++) crc = entry(0, (crc ^ byte(bytes, at)) & 255) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

function entry(table: number, index: number): number {
  return tables[table * 256 + index] as number;
}

function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let index = 0; index < 256; index++) {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    made[index] = value;
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256] as number;
    made[at] = (made[before & 255] as number) ^ (before >>> 8);
  }
  return made;
}
