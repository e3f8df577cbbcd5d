import assert from 'node:assert/strict';
import type { EngineEvent } from '../../../../src/engine/events.ts';
import { decodeJournal, recordEncoder } from '../../../../src/engine/journal/codec.ts';
import { FrequentReader } from '../../../../src/engine/journal/frequentReading.ts';
import { KnownNames } from '../../../../src/engine/journal/knownNames.ts';
import { executionId } from '../../../support/engine/records.ts';

/** With so small a text that may stay in the journal, each line is made by `JSON.stringify`. */
const plainly = recordEncoder({ executionId, fence: 3, largestText: 1_500 });
const encode = recordEncoder({ executionId, fence: 3, largestText: 1_000_000 });

/** @param more what the type does not know, or not in this order */
function each(seq: number, time_ms: number, node_id: string, more: object = {}): EngineEvent[] {
  const stamp = { seq, time_ms, node_id };
  return [
    { type: 'nodeReady', ...stamp, ...more },
    { type: 'attemptStarted', ...stamp, attempt: 1, ...more },
    { type: 'attemptSucceeded', ...stamp, attempt: 12, output: null, ...more },
    { type: 'nodeCompleted', ...stamp, ...more },
  ];
}

/** Alone, in the middle of a batch and at its end. */
function sameLines(events: readonly EngineEvent[]): void {
  assert.equal(encode(events).bytes.toString(), plainly(events).bytes.toString());
  for (const event of events) {
    const { bytes } = encode([event]);
    assert.equal(bytes.toString(), plainly([event]).bytes.toString());
    assert.equal(bytes.toString().includes(`"event":${JSON.stringify(event)},"len":`), true);
  }
}

describe('E3 the lines of frequent events', () => {
  it('are those that JSON.stringify makes of them', () => {
    for (const seq of [1, 9, 10, 99, 12_345, 250_000, 2 ** 31 - 1, 2 ** 31, 2 ** 40])
      for (const time of [0, 7, 1_795_561_007_083, 1_795_561_007_083.5, -1]) sameLines(each(seq, time, 'b1'));
    for (const attempt of [0, 1.5, 2 ** 32]) sameLines(each(1, 1, 'b1', { attempt }));
  });

  it('whatever the name of the node is', () => {
    const names = [
      '',
      'a-b_c/d e',
      '"',
      '\\',
      '\n',
      '\u007f',
      '\u0000',
      'ä',
      '節點',
      '\u2028',
      '😀',
      '\ud800',
      'x'.repeat(1_200),
    ];
    for (const name of names) sameLines(each(1, 1, name));
    sameLines(names.flatMap((name) => each(5, 5, name)));
  });

  it('with all that is in them, in its order', () => {
    for (const more of [
      { item: 0 },
      { not_taken: [1] },
      { output: { a: ['"', 1] } },
      { output: 'text' },
      { taken_over: true },
      { unknown: null },
    ])
      sameLines(each(1, 1, 'b1', more));
    for (const event of each(1, 1, 'b1'))
      sameLines([Object.fromEntries(Object.entries(event).reverse()) as EngineEvent]);
  });

  it('are read again', () => {
    const events = Array.from({ length: 400 }, (_, index) => each(1, 1_000 + index, `b${index}`))
      .flat()
      .map((event, index) => ({ ...event, seq: index + 1 }));
    assert.deepEqual(decodeJournal(executionId, encode(events).bytes).events, events);
    const pieces = [0, 700, 1_400].map((from) => encode(events, 0, { from, to: from + 700 }).bytes);
    assert.deepEqual(Buffer.concat(pieces), encode(events).bytes);
  });
});

describe('E3 frequent events are read', () => {
  const [before] = each(9, 20, 'b1').map((event) => Buffer.from(JSON.stringify(event))) as [Buffer];

  /** As JSON, keys in their order; the same whether it is the first or not. */
  const read = (text: string): string | undefined => {
    const bytes = Buffer.concat([before, Buffer.from(`,${text},`)]);
    const at = before.length + 1;
    const [first, second] = [new FrequentReader(bytes), new FrequentReader(bytes)].map((reader, index) => {
      if (index === 1) reader.read(0, before.length);
      return JSON.stringify(reader.read(at, bytes.length - 1));
    });
    assert.equal(second, first);
    return first;
  };

  it('as JSON.parse reads them', () => {
    for (const seq of [0, 7, 12_345, 2 ** 40])
      for (const time of [0, 1_795_561_007_083])
        for (const name of ['', 'b1', 'a-b_c/d e', 'x'.repeat(1_200)])
          for (const event of each(seq, time, name)) assert.equal(read(JSON.stringify(event)), JSON.stringify(event));
  });

  it('or not at all, where anything is written in another way', () => {
    const others = ['', '0', '-', '.5', 'e2', '"', '\\', ' ', '}', ',', 'ä', '\0', '\n', '\u007f', '1234567890123456'];
    for (const event of [...each(10, 20, 'b1'), ...each(0, 1.5, 'ä')]) {
      const text = JSON.stringify(event);
      for (let at = 0; at < text.length; at++)
        for (const other of others)
          for (const kept of [at, at + 1]) {
            const changed = text.slice(0, at) + other + text.slice(kept);
            const found = read(changed);
            if (found !== undefined) assert.equal(found, JSON.stringify(JSON.parse(changed)), changed);
          }
    }
  });
});

describe('names that stand in many records', () => {
  it('are the texts that their bytes are, also where their hashes are the same', () => {
    const names = new KnownNames();
    const texts = Array.from({ length: 600 }, (_, index) => `b${index}`);
    for (let time = 0; time < 2; time++)
      for (const text of [...texts, '']) {
        const bytes = Buffer.from(`"${text}"`);
        assert.equal(names.at(bytes, 1, bytes.length - 1, text.length), text);
      }
  });
});
