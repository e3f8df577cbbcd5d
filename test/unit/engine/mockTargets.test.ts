import assert from 'node:assert/strict';
import { mistargeted } from '../../../src/engine/mockTargets.ts';
import { readMocks } from '../../../src/sdk/mocks.ts';
import {
  approval,
  choice,
  delay,
  each,
  end,
  fork,
  inARow,
  join,
  type NodeSketch,
  type Sketch,
  start,
  sub,
  task,
  workflow,
} from '../../support/engine/build.ts';

const inner: Sketch = inARow({ Deep: task() });
const nodes: Readonly<Record<string, NodeSketch>> = {
  start,
  split: fork(),
  work: task(),
  list: each([1]),
  ask: approval(),
  wait: delay(1),
  outer: sub(),
  choose: choice,
  meet: join(),
  end,
};
const source = workflow({ nodes, edges: 'start>end', subworkflows: { outer: inner } });

/** `line: message` for each mistake. */
function mistakesIn(text: string): readonly string[] {
  const read = readMocks(text, source);
  return read.ok ? [] : read.error.map(({ line, message }) => `${line}: ${message}`);
}

const ofWork = 'output, outputs, delay_seconds, fail, cancel_at_seconds';
const ofApproval = 'approve, comment, delay_seconds, cancel_at_seconds';

describe('mocks for a workflow', () => {
  it('may say of each type of node what means something for it', () => {
    const work = { output: 1, outputs: [1], delay_seconds: 1, fail: 'always', cancel_at_seconds: 1 };
    const cancelled = Object.fromEntries(Object.keys(nodes).map((id) => [id, { cancel_at_seconds: 1 }]));
    const answered = { approve: true, comment: 'Fine.', delay_seconds: 1 };
    assert.deepEqual(mistargeted({ ...cancelled, WORK: {} }, source).length, 1, 'the same node twice');
    assert.deepEqual(mistargeted({ ...cancelled, work, list: work, ask: answered, outer: work }, source), []);
  });

  const useless: readonly (readonly [id: string, mock: string, key: string, type: string, allowed: string])[] = [
    ['work', '{ output: 1, approve: true }', 'approve', 'agent_task', ofWork],
    ['list', '{ comment: a }', 'comment', 'for_each', ofWork],
    ['outer', '{ approve: false }', 'approve', 'subworkflow', ofWork],
    ['ask', '{ approve: true, fail: always }', 'fail', 'approval', ofApproval],
    ['ask', '{ output: 1 }', 'output', 'approval', ofApproval],
    ['wait', '{ delay_seconds: 1 }', 'delay_seconds', 'delay', 'cancel_at_seconds'],
    ['split', '{ fail: { first: 1 } }', 'fail', 'parallel_gateway (fork)', 'cancel_at_seconds'],
    ['MEET', '{ outputs: [1] }', 'outputs', 'parallel_gateway (join)', 'cancel_at_seconds'],
    ['choose', '{ output: 1 }', 'output', 'exclusive_gateway', 'cancel_at_seconds'],
  ];
  for (const [id, mock, key, type, allowed] of useless)
    it(`that say "${key}" of a node of the type ${type} are refused`, () => {
      assert.deepEqual(mistakesIn(`nodes:\n  ${id}: ${mock}`), [
        `2: "nodes.${id}.${key}" means nothing for a node of the type ${type}. Allowed: ${allowed}.`,
      ]);
    });

  it('name nodes that it has, also inside of subworkflows', () => {
    const unknown = (id: string): string => `The mocks name the node "${id}", which the workflow does not have.`;
    assert.deepEqual(mistakesIn('nodes:\n  OUTER/deep: { output: 1 }\n  outer/ask: {}\n  wrok: {}\n  outer/dep: {}'), [
      `3: ${unknown('outer/ask')}`,
      `4: ${unknown('wrok')} Did you mean "work"?`,
      `5: ${unknown('outer/dep')} Did you mean "outer/Deep"?`,
    ]);
  });

  it('do not name one twice', () => {
    assert.deepEqual(mistakesIn('nodes:\n  work: {}\n  Work: {}'), [
      '3: The mocks name the node "work" a second time, as "Work". Keep one of the two.',
    ]);
  });

  it('say nothing of nodes inside of a subworkflow that a mock stands for', () => {
    const both = 'nodes:\n  outer/deep: { output: 1 }\n  Outer: ';
    const never =
      '2: The mock of "outer/deep" never applies: that of "Outer" stands for the whole subworkflow. Remove one of the two.';
    assert.deepEqual(mistakesIn(`${both}{ output: 2 }`), [never]);
    assert.deepEqual(mistakesIn(`${both}{}`), [never]);
    assert.deepEqual(mistakesIn(`${both}{ cancel_at_seconds: 2 }`), []);
  });
});

describe('a mistake in the mocks', () => {
  it('has its line, that of its key where it has one', () => {
    assert.deepEqual(mistakesIn('nodes:\n  work:\n    output: 1\n    delay_seconds: soon\n    outptu: 2'), [
      '5: "nodes.work" has no key "outptu". Did you mean "output"?',
      '4: "nodes.work.delay_seconds" must be a number of seconds, 0 or more.',
    ]);
    assert.deepEqual(mistakesIn('default: {}\nnode: {}'), [
      '2: The mocks file has no key "node". Did you mean "nodes"?',
    ]);
    assert.deepEqual(mistakesIn('\n- a'), ['2: The mocks file must be a map.']);
  });

  it('has its line where the text is no YAML', () => {
    assert.match(mistakesIn('nodes:\n  work: { output: 1').join(), /^2: ./);
  });
});
