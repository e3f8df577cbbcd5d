import assert from 'node:assert/strict';
import { definitionAt, referencesAt } from '../../../src/language/navigation.ts';
import type { Range } from '../../../src/base/text.ts';
import { highlights } from '../../../src/language/highlights.ts';
import type { World } from '../../../src/language/places.ts';
import { analyse } from '../../../src/model/project.ts';
import { covered, type Document, open } from './document.ts';

const text = `inputs:
  query: { type: string }
agents:
  api: { uses: http, with: { url: "\${{ inputs.Query }}" } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: api }
  - { id: again, type: agent_task, agent_id: "api", with: { body: "\${{ nodes.fetch.output.body }}" } }
edges:
  - { source: start, target: Fetch }
  - { source: fetch, target: again, condition: nodes.fetch.status == 'completed' }
  - { source: fetch, target: missing, condition: nodes.fetch.output.body == null }
`;

/** Each place as its line and the text it covers, which are looked up in the file by eye. */
function show(document: Document, ranges: readonly Range[]): string {
  return ranges.map((range) => `${range.start.line} ${covered(document, range)}`).join(', ');
}

function places(marked: string, includeDeclaration = true): string {
  const document = open(text.replace(marked.replace('|', ''), marked));
  const found = referencesAt(document.project, document.position, { includeDeclaration });
  return show(
    document,
    found.map(({ range }) => range),
  );
}

function declaration(marked: string): string {
  const document = open(text.replace(marked.replace('|', ''), marked));
  return show(document, definitionAt(document.project, document.position)?.targets ?? []);
}

describe('definition', () => {
  for (const [what, marked, target] of [
    ['a node from an edge', 'source: fe|tch', '6 fetch'],
    ['a node without regard to case', 'target: Fe|tch', '6 fetch'],
    ['a node from an expression', 'nodes.fe|tch.output', '6 fetch'],
    ['a node from a condition', 'nodes.fe|tch.status', '6 fetch'],
    ['an agent', 'agent_id: a|pi', '3 api'],
    ['an agent in quotes', 'agent_id: "a|pi"', '3 api'],
    ['an input', 'inputs.Que|ry', '1 query'],
    ['itself', 'id: fe|tch', '6 fetch'],
    ['nothing for a node that is not there', 'target: miss|ing', ''],
    ['nothing for other words', 'type: st|art', ''],
  ] as const)
    it(`finds ${what}`, () => {
      assert.equal(declaration(marked), target);
    });

  it('finds every declaration of an id that is declared twice', () => {
    const document = open('nodes:\n  - { id: a }\n  - { id: A }\nedges:\n  - { source: |a, target: b }\n');
    assert.equal(definitionAt(document.project, document.position)?.targets.length, 2);
  });
});

describe('an input that is handed to a subworkflow', () => {
  const inner = 'inputs: { year: {} }\nnodes: []\n';
  const outer = `inputs: { year: {} }
nodes:
  - { id: part, type: subworkflow, config: { path: ./parts/inner.yaml, inputs: { y|ear: "\${{ inputs.year }}" } } }
`;

  it('is declared in its file', () => {
    const { project, position } = open(outer, { 'parts/inner.yaml': inner });
    const found = definitionAt(project, position);
    assert.equal(found?.file, 'parts/inner.yaml');
    assert.deepEqual(
      found.targets.map(({ start }) => [start.line, start.character]),
      [[0, 10]],
    );
  });

  it('is another than one of the same name here', () => {
    const document = open(outer);
    assert.equal(definitionAt(document.project, document.position), undefined);
    const found = referencesAt(document.project, document.position, { includeDeclaration: true });
    assert.deepEqual(
      found.map(({ range }) => show(document, [range])),
      ['2 year'],
    );
  });
});

describe('references', () => {
  it('finds what is handed on by name', () => {
    const start = 'nodes.start.output.que|ry';
    const document = open(`${text}outputs: { q: "\${{ ${start} }}" }\n`);
    const found = referencesAt(document.project, document.position, { includeDeclaration: true });
    assert.equal(
      show(
        document,
        found.map(({ range }) => range),
      ),
      '1 query, 3 Query, 12 query',
    );
    assert.equal(show(document, definitionAt(document.project, document.position)?.targets ?? []), '1 query');
    const marked = highlights(document.project, document.position).map(({ range }) => range);
    assert.equal(show(document, marked), '1 query, 3 Query, 12 query');
  });

  it('finds an input in the files that hand it over, and a node in their mocks', () => {
    const inner = 'inputs: { year: {} }\nnodes: [{ id: start, type: start }]\n';
    const outer = 'nodes: [{ id: part, type: subworkflow, config: { path: inner.yaml, inputs: { year: 1 } } }]\n';
    const world: World = {
      path: '/w/inner.yaml',
      workflows: [{ path: '/w/outer.yaml', text: outer, project: () => analyse(outer) }],
      mocks: [{ path: '/w/outer.mocks.yaml', workflow: '/w/outer.yaml', text: 'nodes: { "part/start": {} }\n' }],
    };
    const places = (marked: string): readonly string[] => {
      const { project, position } = open(inner.replace(marked.replace('|', ''), marked));
      return referencesAt(project, position, { includeDeclaration: false }, world).map(
        ({ path, range: { start } }) => `${path} ${start.character}`,
      );
    };
    assert.deepEqual(places('y|ear'), [`/w/outer.yaml ${outer.indexOf('year')}`]);
    assert.deepEqual(places('id: st|art'), ['/w/outer.mocks.yaml 10']);
  });

  it('finds a node in edges and expressions, those of broken edges too', () => {
    assert.equal(places('id: fe|tch'), '6 fetch, 7 fetch, 9 Fetch, 10 fetch, 10 fetch, 11 fetch, 11 fetch');
    assert.equal(places('id: fe|tch', false), '7 fetch, 9 Fetch, 10 fetch, 10 fetch, 11 fetch, 11 fetch');
  });

  it('finds an agent and an input', () => {
    assert.equal(places('agent_id: a|pi'), '3 api, 6 api, 7 api');
    assert.equal(places('que|ry:'), '1 query, 3 Query');
  });
});
