import assert from 'node:assert/strict';
import { analyse } from '../../../src/model/project.ts';
import { graphNotice } from '../../../src/presentation/graphNotice.ts';

const whole = `name: a
agents: { quick: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: work, type: agent_task, agent_id: quick }
  - { id: end, type: end }
edges:
  - { source: start, target: work }
  - { source: work, target: end }
`;

function notice(text: string, isBefore = false): string {
  return graphNotice(analyse(text), isBefore);
}

describe('the notice above a graph', () => {
  it('is empty where all is drawn and can be run', () => {
    assert.equal(notice(whole), '');
  });

  it('names the line and the mistake that keeps it from being run', () => {
    assert.match(
      notice(whole.replace('agent_id: quick', 'agent_id: quikc')),
      /^It cannot be run yet\. Line 5: .*"quikc"/,
    );
  });

  it('says how much is left out, and because of what', () => {
    const beside = whole.replace('edges:', '  - { id: x, type: nonsense }\nedges:');
    assert.match(notice(beside), /^A node or edge is left out, because it has a mistake\. Line 7: .*"nonsense"/);
    // With the edges that lead to it.
    const between = whole.replace('type: agent_task', 'type: nonsense');
    assert.match(notice(between), /^3 nodes and edges are left out, because they have mistakes\. Line 5: .*"nonsense"/);
  });

  it('rather names what is wrong in a node than what is missing because of it', () => {
    const last = whole.replace('type: end', 'type: finish').replace('  - { source: work, target: end }\n', '');
    assert.match(notice(last), /Line 6: .*"finish"/);
  });

  it('says which text is drawn where this one cannot be read', () => {
    const broken = whole.replace('agent_id: quick }', 'agent_id: quick');
    assert.match(notice(broken), /^The text has a syntax error\. The graph shows what can be read of it\. Line \d+: ./);
    assert.match(
      notice(broken, true),
      /^The text has a syntax error\. The graph shows what it was before\. Line \d+: ./,
    );
  });

  it('keeps a hostile mistake on one line', () => {
    const hostile = whole.replace('agent_id: quick', 'agent_id: "a\\nb\\u202e"');
    assert.doesNotMatch(notice(hostile), /[\n\u202e]/);
  });
});
