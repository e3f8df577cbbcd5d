import assert from 'node:assert/strict';
import { crc32c } from '../../../../src/engine/journal/crc32c.ts';
import { decodeJournal, encodeEvents } from '../../../../src/engine/journal/codec.ts';
import type { EngineEvent } from '../../../../src/engine/events.ts';
import { executionId, sampleEvents } from '../../../support/engine/records.ts';

const events = sampleEvents(6);
const encode = (some: readonly EngineEvent[], fence = 1): Buffer => encodeEvents(executionId, fence, some);
const decode = (bytes: Buffer): ReturnType<typeof decodeJournal> => decodeJournal(executionId, bytes);
const whole = encode(events);
/** Where each record ends. */
const ends = events.map((_, index) => encode(events.slice(0, index + 1)).length);
const endedBy = (byte: number): number => ends.filter((end) => end <= byte).length;
const endOf = (count: number): number => (count === 0 ? 0 : (ends[count - 1] ?? 0));

describe('CRC-32C', () => {
  it('is that of RFC 3720, whatever the length', () => {
    assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
    assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
    assert.equal(crc32c(Buffer.alloc(32, 0xff)), 0x62a8ab43);
    assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e);
    assert.equal(crc32c(Buffer.from('ab123456789cd'), 2, 11), 0xe3069283);
    assert.equal(crc32c(Buffer.alloc(0)), 0);
  });
});

describe('E3 the journal’s records', () => {
  it('give back what was written: one line each, of JSON with length and checksum', () => {
    assert.deepEqual(decode(whole), { events, fence: 1, goodBytes: whole.length, corrupt: false });
    const lines = whole.toString().split('\n');
    assert.equal(lines.length, events.length + 1);
    assert.match(lines[1] ?? '', /^\{"v":1,"fence":1,"event":\{.*\},"len":\d+,"crc":"[0-9a-f]{8}"\}$/s);
    assert.deepEqual(decode(Buffer.alloc(0)), { events: [], fence: 0, goodBytes: 0, corrupt: false });
  });

  it('threat T16: cut at any byte, give the intact prefix and tell of the torn tail', () => {
    for (let cut = 0; cut < whole.length; cut++) {
      const { events: found, goodBytes, corrupt, problem } = decode(whole.subarray(0, cut));
      const count = endedBy(cut);
      assert.deepEqual(found, events.slice(0, count), `cut at ${cut}`);
      assert.deepEqual([goodBytes, corrupt], [endOf(count), false], `cut at ${cut}`);
      const torn = cut - endOf(count);
      const told = torn === 0 ? undefined : `The last ${torn} bytes of the journal were not completely written`;
      assert.equal(problem, told);
    }
  });

  it('threat T16: with any byte flipped, give the prefix before it, and are corrupt unless it is the last', () => {
    for (let at = 0; at < whole.length; at++)
      for (const mask of [0x01, 0x20, 0xff]) {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ mask;
        const { events: found, goodBytes, corrupt, problem } = decode(bytes);
        const count = endedBy(at);
        const where = `byte ${at} ^ ${mask}`;
        assert.deepEqual(found, events.slice(0, count), where);
        assert.equal(goodBytes, endOf(count), where);
        // A record that is joined to the next by a lost line feed takes that one with it.
        const isTail = count >= events.length - 1 || (at === (ends[count] ?? 0) - 1 && count === events.length - 2);
        assert.equal(corrupt, !isTail, where);
        const damaged = `The journal is damaged at byte ${goodBytes}, with good records behind it`;
        const torn = `The last ${whole.length - goodBytes} bytes of the journal were not completely written`;
        assert.equal(problem, isTail ? torn : damaged, where);
      }
  });

  it('threat T16: zeros, garbage or the last record again behind a good journal are a torn tail', () => {
    const last = whole.subarray(endOf(5));
    for (const tail of [Buffer.alloc(4096), Buffer.from('garbage\n\n{}\n'), last, Buffer.concat([last, last])]) {
      const { events: found, goodBytes, corrupt } = decode(Buffer.concat([whole, tail]));
      assert.deepEqual([found, goodBytes, corrupt], [events, whole.length, false]);
    }
  });

  it('threat T16: a record that is left out is damage', () => {
    const bytes = Buffer.concat([whole.subarray(0, endOf(2)), whole.subarray(endOf(3))]);
    const { events: found, corrupt } = decode(bytes);
    assert.deepEqual([found, corrupt], [events.slice(0, 2), true]);
  });

  it('threat T16: of another execution are not records of this one', () => {
    const { events: found, corrupt } = decodeJournal('execution-2', whole);
    assert.deepEqual([found, corrupt], [[], false]);
  });

  it('threat T18: a higher fence takes over from its first event, and what an older owner writes later is dropped', () => {
    const second = sampleEvents(3, 5);
    const bytes = Buffer.concat([encode(events), encode(second, 2), encode(sampleEvents(2, 7), 1)]);
    const { events: found, fence, corrupt, goodBytes } = decode(bytes);
    assert.deepEqual(found, [...events.slice(0, 4), ...second]);
    assert.deepEqual([fence, corrupt, goodBytes], [2, false, bytes.length]);
  });

  it('threat T18: a higher fence does not hide a gap', () => {
    const { events: found, problem } = decode(Buffer.concat([encode(events), encode(sampleEvents(1, 9), 2)]));
    assert.deepEqual(found, events);
    assert.match(problem ?? '', /damaged at byte/);
  });
});
