/** CRC-32C (Castagnoli), as in iSCSI, RFC 3720. Eight tables, eight bytes a step. */
const tables = makeTables();

/** `before`: the checksum of the bytes that stand in front of these. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  return crc32cOf(viewOf(bytes), start, end, before);
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** The same of bytes that are looked at often. */
export function crc32cOf(view: DataView, start: number, end: number, before: number): number {
  let crc = before ^ 0xffffffff;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const low = crc ^ view.getInt32(at, true);
    const high = view.getInt32(at + 4, true);
    crc =
      entry(7, low & 255) ^
      entry(6, (low >>> 8) & 255) ^
      entry(5, (low >>> 16) & 255) ^
      entry(4, low >>> 24) ^
      entry(3, high & 255) ^
      entry(2, (high >>> 8) & 255) ^
      entry(1, (high >>> 16) & 255) ^
      entry(0, high >>> 24);
  }
  for (; at < end; at++) crc = entry(0, (crc ^ view.getUint8(at)) & 255) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
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
