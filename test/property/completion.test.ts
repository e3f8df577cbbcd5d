/** What completion takes for the nodes and edges around the cursor is what the text with the marker means. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { LineIndex } from '../../src/base/text.ts';
import { cursorAt } from '../../src/language/cursor.ts';
import { compile } from '../../src/model/compile/compile.ts';
import type { WorkflowDefinition } from '../../src/model/definition.ts';
import { analyse } from '../../src/model/project.ts';
import type { PathStep } from '../../src/model/syntax/syntaxTree.ts';
import { applyEdit, edits } from '../support/property/edits.ts';
import { runs } from '../support/property/settings.ts';

const examples = new URL('../../examples/', import.meta.url);
const samples = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.workflow.yaml'))
  .map((name) => readFileSync(new URL(name, examples), 'utf8'));

function nodesOf({ nodes }: WorkflowDefinition): readonly string[] {
  return nodes.map(({ id, kind }) => `${id} ${kind}`);
}

function edgesOf({ edges }: WorkflowDefinition): readonly string[] {
  return edges.map(({ source, target, on }) => `${source} ${target} ${on}`);
}

/** All but the one at the cursor, with their runners. */
function agentsOf({ agents }: WorkflowDefinition, [section, id]: readonly PathStep[]): readonly string[] {
  return [...agents.values()]
    .filter((agent) => section !== 'agents' || agent.id !== id)
    .map((agent) => `${agent.id} ${agent.uses ?? ''}`);
}

function includesAll(all: readonly string[], some: readonly string[]): boolean {
  return some.every((one) => all.includes(one));
}

describe('the workflow around the cursor', () => {
  it('is that of the marked text, without the edge at the cursor', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(edits, { maxLength: 2 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sample, row, place) => {
          const text = row.reduce(applyEdit, sample);
          const lines = new LineIndex(text);
          const { line, character } = lines.positionAt(Math.floor(place * text.length));
          const cursor = cursorAt(analyse(text), { line, character });
          if (!cursor) return;
          const { definition: expected } = compile(cursor.tree);
          const { definition, graph, edge } = cursor.workflow();
          assert.deepEqual(graph.nodes, definition.nodes);
          const [section, step] = cursor.path;
          assert.deepEqual(agentsOf(definition, cursor.path), agentsOf(expected, cursor.path), text);
          const [found, kept] = [edgesOf(definition), edgesOf(expected)];
          // At the cursor something is written already for which the marker stands.
          if (section === 'nodes' && typeof step === 'number') {
            assert(includesAll(nodesOf(definition), nodesOf(expected)) && includesAll(found, kept), text);
            return;
          }
          assert.deepEqual(nodesOf(definition), nodesOf(expected), text);
          const own = edge && `${graph.nodes[edge.source]?.id ?? ''} ${graph.nodes[edge.target]?.id ?? ''}`;
          const more = found.filter((one) => !kept.includes(one));
          assert(includesAll(found, kept) && more.length <= (own === undefined ? 0 : 1), text);
          assert(
            more.every((one) => one.startsWith(`${own ?? ''} `)),
            text,
          );
        },
      ),
      runs(2_000),
    );
  }).timeout(120_000);
});
