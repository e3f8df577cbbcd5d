import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { analyse, type Project } from '../../../src/model/project.ts';

const nodes = ['start', 'a', 'b', 'end'].map(
  (id) => `  - { id: ${id}, type: ${id.length > 1 ? id : 'agent_task, agent_id: w'} }`,
);
const text = `name: a\nagents:\n  w: { uses: mock }\nnodes:\n${nodes.join('\n')}\nedges:\n  - { source: start, target: a }\n`;

/** The graphs of texts that differ in an edge, each analysed after the one before. */
function typed(times: number): { readonly last: Project; readonly before: readonly WeakRef<object>[] } {
  let last = analyse(text);
  const before: WeakRef<object>[] = [];
  for (let time = 0; time < times; time++) {
    before.push(new WeakRef(last.graph), new WeakRef(last.graph.edges), new WeakRef(last.definition));
    last = analyse(`${text}  - { source: a, target: ${time % 2 === 0 ? 'b' : 'end'} }\n`, {}, last);
  }
  return { last, before };
}

describe('What is remembered from text to text', () => {
  it('keeps none of the texts before the last one alive', async () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const { last, before } = typed(20);
    // What a weak reference has pointed to stays until the job ends.
    await new Promise(setImmediate);
    gc();
    const alive = before.filter((one) => one.deref() !== undefined);
    assert.ok(alive.length <= 3, `${alive.length} of ${before.length} are still there`);
    assert.equal(last.graph.edges.length, 2);
  });
});
