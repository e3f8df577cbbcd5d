import assert from 'node:assert/strict';
import { analyse, analyseInSteps, type Project } from '../../../src/model/project.ts';
import { wideWorkflow } from '../../support/webview/pictures.ts';

/** What a reader of the text is told. */
function told({ diagnostics, definition, graph, executable }: Project): unknown {
  return structuredClone({
    diagnostics,
    nodes: definition.nodes.map(({ id, range }) => [id, range.start, range.end]),
    edges: graph.edges.map(({ source, target }) => [source, target]),
    executable,
  });
}

describe('Analysis in steps', () => {
  const texts = [wideWorkflow(20, 50), wideWorkflow(20, 50).replace('target: t3_7', 'target: nowhere')] as const;

  it('has many for a large text, one after each few items and each rule', () => {
    const steps = analyseInSteps(texts[0]);
    let count = 0;
    while (steps.next().done !== true) count++;
    // Parsing, compiling and checking 1,000 nodes and as many edges, 64 at a time, and all rules.
    assert.ok(count > 3 * (2_000 / 64), String(count));
  });

  it('comes to the same as all at once, whatever is analysed between two of them', () => {
    const projects: Project[] = [];
    const unfinished = new Map(texts.map((text, at) => [at, analyseInSteps(text)]));
    while (unfinished.size > 0)
      for (const [at, steps] of unfinished) {
        const step = steps.next();
        if (step.done !== true) continue;
        projects[at] = step.value;
        unfinished.delete(at);
      }
    for (const [at, text] of texts.entries()) assert.deepEqual(told(projects[at]!), told(analyse(text)));
    assert.notDeepEqual(told(projects[0]!), told(projects[1]!));
  });
});
