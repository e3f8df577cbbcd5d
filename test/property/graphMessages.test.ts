/**
 * Whatever comes as a message of the graph's view (threat T2): nothing throws, what is not one of ours is undefined, and what is
 * one of ours passes as it is, in an object of its own.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mostFolds, valueParts } from '../../src/protocol/graph.ts';
import { addableTypes, graphNodeTypes } from '../../src/protocol/graphEdits.ts';
import { readViewMessage } from '../../src/protocol/graphViewGuards.ts';
import { fuzzed } from '../support/property/settings.ts';

type Plain = Readonly<Record<string, unknown>>;

const hostile = [
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  'command:x',
  '${{ a }}',
  '\u0000',
  '\ud800',
  '🦊',
];
const id = fc.oneof(fc.constantFrom('', ...hostile), fc.string({ maxLength: 30 }), fc.constant('x'.repeat(1_000)));
const flag = fc.boolean();
const executionId = id;
const nodeId = id;
const count = fc.nat(400);
const nodeType = fc.constantFrom(...graphNodeTypes);
const added = fc.constantFrom(...addableTypes);

function records(
  one: string,
  kinds: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<unknown>>>>>,
): fc.Arbitrary<Plain> {
  return fc.oneof(...Object.entries(kinds).map(([kind, fields]) => fc.record({ [one]: fc.constant(kind), ...fields })));
}

const edit = records('kind', {
  addAfter: { nodeId, nodeType: added },
  addOnEdge: { source: id, target: id, nodeType: added },
  connect: { source: id, target: id },
  deleteNode: { nodeId },
  deleteEdge: { source: id, target: id },
  rename: { nodeId, newId: id },
  setType: { nodeId, nodeType },
  set: { nodeId, field: id, value: fc.oneof(id, fc.constant('x'.repeat(10_000))) },
  wrap: { nodeIds: fc.array(id, { maxLength: 5 }) },
});

const ours = records('type', {
  ready: { version: fc.integer() },
  revealNode: { nodeId, focus: flag },
  run: {},
  pause: { executionId },
  resume: { executionId },
  retry: { executionId },
  cancel: { executionId },
  answer: { executionId, nodeId, approved: flag },
  fold: { nodeId, folded: flag },
  folds: { folds: fc.array(fc.record({ nodeId, folded: flag }), { maxLength: 5 }) },
  inspect: { nodeId: fc.option(id) },
  edit: { edit },
  history: { step: fc.constantFrom('undo', 'redo') },
  export: {},
  painted: { piece: count, of: count, data: fc.base64String({ maxLength: 40 }) },
  timeline: { shown: flag },
  scrub: { executionId, event: fc.option(fc.integer()) },
  openValue: { executionId, nodeId, part: fc.constantFrom(...valueParts) },
});

/** None of them is right anywhere in a message. */
const wrong = fc.constantFrom<unknown>(
  ...[undefined, 1.5, NaN, Infinity, 2n ** 70n, [0], [[]], {}, { length: 1 }, [null]],
  ...[new Date(0), new Map(), new Uint8Array(8), Object.create(null), 'x'.repeat(700_000), -0.5],
  ...[
    Array.from({ length: mostFolds + 1 }, () => ({ nodeId: 'a', folded: true })),
    Array.from({ length: 501 }, () => 'a'),
  ],
);

/** The places of a message by their keys from the outside in. */
function places(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => places(inner).map((place) => [key, ...place]))];
}

function changed(value: unknown, [key, ...inner]: readonly string[], change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((one: unknown, at) => (String(at) === key ? changed(one, inner, change) : one));
  return { ...(value as Plain), [key]: changed((value as Plain)[key], inner, change) };
}

/** Objects get a key that is not theirs, or lose one; values become what is right nowhere. */
const mistaken = fc
  .tuple(ours, fc.nat(), fc.constantFrom('key', 'proto', 'inherited', 'lost', 'value'), wrong, fc.nat())
  .map(([message, place, how, value, nth]): unknown => {
    const all = places(message);
    const at = all[place % all.length] ?? [];
    return changed(message, at, (there) => {
      const isObject = typeof there === 'object' && there !== null && !Array.isArray(there);
      if (how === 'value' || !isObject) return value;
      const keys = Object.keys(there);
      if (how === 'lost')
        return Object.fromEntries(Object.entries(there).filter(([key]) => key !== keys[nth % keys.length]));
      if (how === 'inherited') return Object.create(there) as unknown;
      return JSON.parse(
        JSON.stringify(there).replace('{', how === 'key' ? '{"path":"/etc",' : '{"__proto__":{"a":1},'),
      ) as unknown;
    });
  });

describe('What comes from the view of a graph (T2)', () => {
  it('passes as it is where it is one of ours', () => {
    fc.assert(
      fc.property(ours, (message) => {
        const read = readViewMessage(message);
        assert.deepEqual(read, { ...message });
        assert.notEqual(read, message);
      }),
      fuzzed(500),
    );
  });

  it('does nothing where something in it is wrong', () => {
    fc.assert(
      fc.property(mistaken, (message) => {
        assert.equal(readViewMessage(message), undefined);
      }),
      fuzzed(2_000),
    );
    assert.equal('polluted' in {}, false);
    assert.deepEqual(Object.keys(Object.prototype), []);
  });

  it('does nothing where it is anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything({ withNullPrototype: true, withBigInt: true }), fc.jsonValue()), (value) => {
        assert.equal(readViewMessage(value), undefined);
      }),
      fuzzed(1_000),
    );
  });
});
