import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { planLayout } from '../../../src/layout/plan.ts';
import { analyse } from '../../../src/model/project.ts';
import { graphMermaid } from '../../../src/presentation/graphMermaid.ts';
import { graphSvg } from '../../../src/presentation/graphSvg.ts';
import type { GraphPicture } from '../../../src/protocol/graph.ts';
import { execution, forkPicture, node, state } from '../../support/webview/samples.ts';

const naughty = new URL('../../../../shared/cases/hostile/naughty-strings.json', import.meta.url);
const tutorial = readFileSync(
  new URL('../../../examples/tutorial/data_aggregation.workflow.yaml', import.meta.url),
  'utf8',
);

function tutorialPicture(folded = false): GraphPicture {
  const plan = planLayout(analyse(tutorial), 'down', () => folded);
  return plan.draw(linearLayout(plan.structure));
}

describe('a graph as Mermaid', () => {
  it('has every node and edge', () => {
    assert.equal(
      graphMermaid(tutorialPicture(), null),
      `flowchart TB
  n0(("start"))
  n1{"fork#95;data#95;sources"}
  n2["fetch#95;db<br>Database Agent"]
  n3["fetch#95;api<br>API Agent"]
  n4["fetch#95;cache<br>Cache Agent"]
  n5{"join#95;results<br>all"}
  n6["merge#95;data<br>Merge Agent"]
  n7(("end"))
  n0 --> n1
  n1 --> n2
  n1 --> n3
  n1 --> n4
  n2 --> n5
  n3 --> n5
  n4 --> n5
  n5 --> n6
  n6 --> n7
`.replaceAll('#95;', '_'),
    );
  });

  it('has the states of an execution, and folded forks as one', () => {
    const states = execution({
      fork_data_sources: state('completed'),
      fetch_db: state('failed'),
      start: state('completed', '0 ms'),
    });
    const text = graphMermaid(tutorialPicture(true), states);
    assert.match(text, /n0\(\("start<br>completed · 0 ms"\)\):::good/);
    assert.match(text, /n1\[\["fork_data_sources<br>failed · 1 of 3"\]\]:::bad/);
    assert.match(text, /classDef bad stroke:#c62828/);
  });
});

describe('a graph as SVG', () => {
  it('stands by itself: nothing in it is loaded or executed', () => {
    const svg = graphSvg(tutorialPicture(), null);
    assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+" height="\d+" viewBox="0 0 \d+ \d+"/);
    assert.equal([...svg.matchAll(/<polyline/g)].length, 9);
    assert.match(svg, />fetch_db<\/text>/);
    assert.doesNotMatch(svg, /href|url\(|<script|<style|<foreignObject|\son\w+=/);
  });

  it('has the colour of each state', () => {
    const svg = graphSvg(tutorialPicture(), execution({ fetch_db: state('failed', '', 'no such table') }));
    assert.match(svg, /stroke="#c62828" stroke-width="2"/);
    assert.match(svg, />failed · no such table<\/text>/);
  });
});

describe('an exported graph of hostile texts', () => {
  it('has no element, attribute or link of theirs', function () {
    if (!existsSync(naughty)) this.skip();
    const { strings } = JSON.parse(readFileSync(naughty, 'utf8')) as { strings: string[] };
    const tagsOf = (svg: string): string[] => [...svg.matchAll(/<\/?(\w+)/g)].map(([, name]) => name ?? '');
    const known = new Set(['svg', 'rect', 'g', 'text', 'circle', 'path', 'polyline']);
    for (const text of [...strings, '"]\n click n0 "javascript:alert(1)"', '<img src=x onerror=alert(1)>']) {
      const nodes = [node(text, 0, 0, { label: text, detail: text }), node('b', 0, 0, { kind: text })];
      const edges = [{ ...forkPicture().edges[0]!, source: text, target: 'b', label: text, labelAt: { x: 0, y: 0 } }];
      const picture = { ...forkPicture(), nodes, edges };
      const states = execution({ [text]: state('failed', text, text) });
      const svg = graphSvg(picture, states);
      assert.deepEqual(
        tagsOf(svg).filter((name) => !known.has(name)),
        [],
        text,
      );
      assert.doesNotMatch(svg.replace(/>[^<]*</g, '><'), /\son\w+=|href/);
      const lines = graphMermaid(picture, states).trimEnd().split('\n');
      assert.equal(lines.length, 5, text);
      for (const line of lines.slice(1, 3))
        assert.match(line, /^ {2}n\d\["[^"<>[\]{}]*(<br>[^"<>[\]{}]*)?"\](:::bad)?$/, text);
    }
  });
});
