/** Records that are whole and yet not good: of another version, or what a crash left of a batch. Cut and flipped bytes: `codec.test.ts`. */
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../../../src/engine/events.ts';
import { decodeJournal, encodeEvents, recordEncoder } from '../../../../src/engine/journal/codec.ts';
import { crc32c } from '../../../../src/engine/journal/crc32c.ts';
import { readPartFiles } from '../../../../src/engine/journal/largeParts.ts';
import { lineHead, LineWriter, sealLine } from '../../../../src/engine/journal/record.ts';
import { executionId, sampleEvents } from '../../../support/engine/records.ts';

const decode = (bytes: Buffer): ReturnType<typeof decodeJournal> => decodeJournal(executionId, bytes);
const second = JSON.stringify(sampleEvents(1, 2)[0]);

describe('CRC-32C', () => {
  it('is the same for the eight bytes of a step as byte by byte, whatever is left over', () => {
    const bytes = Uint8Array.from({ length: 67 }, (_, index) => (index * 37) % 256);
    for (let start = 0; start < 9; start++)
      for (let end = start; end <= bytes.length; end++) {
        let single = 0;
        for (let at = start; at < end; at++) single = crc32c(bytes, at, at + 1, single);
        assert.equal(crc32c(bytes, start, end), single, `${start} to ${end}`);
      }
  });
});

describe('A line', () => {
  it('is the text of its head and what follows, of any length and any letters', () => {
    for (const letters of ['abcdefghi', 'a\u007f😀é漢𐀀z', '\u007f'])
      for (let length = 0; length < 40; length++) {
        const head = Array.from(letters.repeat(40)).slice(0, length).join('');
        const writer = new LineWriter(1);
        for (let count = 0; count < 3; count++) writer.add(lineHead(7, head), '{"seq":1');
        const body = `${head}{"seq":1`;
        const crc = crc32c(Buffer.from(body), 0, Buffer.byteLength(body), 7).toString(16).padStart(8, '0');
        const line = `${body},"len":${Buffer.byteLength(body)},"crc":"${crc}"}\n`;
        assert.equal(writer.done().toString(), line.repeat(3));
      }
  });
});

describe('A hole in what was never synced', () => {
  it('is a torn tail however small it is, also with good records behind it', () => {
    const encode = recordEncoder({ executionId, fence: 1, largestText: Infinity });
    const events = sampleEvents(3);
    const first = encode(events.slice(0, 1)).bytes;
    const [second, third] = events.slice(1).map((event) => encode([event], first.length).bytes);
    assert(second && third);
    for (let length = 1; length < 40; length++)
      for (const at of [0, second.length - length]) {
        const torn = Buffer.from(second);
        torn.fill(0, at, at + length);
        const read = decode(Buffer.concat([first, torn, third]));
        assert.deepEqual([read.events, read.corrupt], [events.slice(0, 1), false], `${length} at ${at}`);
      }
  });
});

describe('E3 a record with a good checksum', () => {
  const first = encodeEvents(executionId, 1, sampleEvents(1));
  const heads: Readonly<Record<string, string>> = {
    'of a later version': '{"v":2,"fence":1,"event":',
    'of no version': '{"fence":1,"event":',
    'with a fence that is no number': '{"v":1,"fence":"1","event":',
    'with no number of safe bytes': '{"v":1,"fence":1,"safe":"7","event":',
    'with an end of the batch that is no word': '{"v":1,"fence":1,"more":1,"event":',
    'with files that are none': '{"v":1,"fence":1,"files":7,"event":',
    'with a file outside of the folder':
      '{"v":1,"fence":1,"files":{"output":{"name":"../output-2-output-1.json","bytes":1,"crc":"00000000"}},"event":',
    'whose head is no JSON': '{"v":1,"fence":,"event":',
    'without an event': '{"v":1,"fence":1,"other":',
  };
  for (const [what, head] of Object.entries(heads))
    it(`${what} is not read, and nothing behind it`, () => {
      const { events, goodBytes, problem } = decode(Buffer.concat([first, sealLine(executionId, head + second)]));
      assert.deepEqual([events, goodBytes], [sampleEvents(1), first.length]);
      assert.match(problem ?? '', /were not completely written/);
    });

  it('whose event is no object is not read either', () => {
    for (const event of ['null', '7', '"text"', '{"seq":']) {
      const line = sealLine(executionId, `{"v":1,"fence":1,"event":${event}`);
      assert.deepEqual(decode(Buffer.concat([first, line])).events, sampleEvents(1), event);
    }
  });

  it('names files only as this version makes them', () => {
    const file = { name: 'output-2-output-1.json', bytes: 3, crc: '0000abcd' };
    assert.deepEqual(readPartFiles({ output: file }), [{ field: 'output', name: file.name, bytes: 3, crc: 0xabcd }]);
    for (const value of [
      null,
      'output',
      { output: null },
      { output: {} },
      { output: { ...file, name: '/etc/output-2-output-1.json' } },
      { output: { ...file, name: 'definition.json' } },
      { output: { ...file, bytes: '3' } },
      { output: { ...file, crc: 0xabcd } },
      { output: { ...file, crc: 'ABCD' } },
    ])
      assert.equal(readPartFiles(value), undefined, JSON.stringify(value));
  });
});

describe('E3 a batch', () => {
  const large = (seq: number): EngineEvent => ({
    type: 'attemptSucceeded',
    seq,
    time_ms: seq,
    node_id: 'a',
    attempt: 1,
    output: { text: 'x'.repeat(2_000) },
  });
  const encode = recordEncoder({ executionId, fence: 1, largestText: 512 });

  it('whose last record is missing was never acknowledged: nothing of it is read, nor its files asked for', () => {
    const begin = encode([...sampleEvents(1), large(2)]).bytes;
    const batch = encode([large(3), large(4), large(5)]).bytes;
    const whole = decode(Buffer.concat([begin, batch]));
    assert.deepEqual([whole.events.length, whole.missing?.size], [5, 4]);
    const lines = [...batch.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []));
    for (const end of [lines[0], lines[1], (lines[1] ?? 0) + 9]) {
      const { events, goodBytes, corrupt, missing, problem } = decode(Buffer.concat([begin, batch.subarray(0, end)]));
      assert.deepEqual(
        [events.length, goodBytes, corrupt, missing?.size],
        [2, begin.length, false, 1],
        `cut at ${end}`,
      );
      assert.match(problem ?? '', new RegExp(`^The last ${end} bytes`));
    }
  });

  it('that was surely on the disk is damaged, not torn, when there are zeros in it', () => {
    const events = sampleEvents(3);
    const [one = Buffer.alloc(0), two = Buffer.alloc(0)] = events.map((event) => encodeEvents(executionId, 1, [event]));
    const zeros = Buffer.alloc(two.length - 1);
    const lost = Buffer.concat([one, zeros, Buffer.from('\n')]);
    const unsaid = decode(Buffer.concat([lost, encode(events.slice(2), one.length).bytes]));
    assert.deepEqual([unsaid.events.length, unsaid.corrupt], [1, false]);
    const said = decode(Buffer.concat([lost, encode(events.slice(2), lost.length).bytes]));
    assert.deepEqual([said.events.length, said.corrupt, said.goodBytes], [1, true, one.length]);
    assert.match(said.problem ?? '', /damaged at byte/);
  });
});
