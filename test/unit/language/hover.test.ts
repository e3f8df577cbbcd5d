import assert from 'node:assert/strict';
import { useTranslations } from '../../../src/base/l10n.ts';
import { hover } from '../../../src/language/hover.ts';
import { covered, open } from './document.ts';

const text = `name: x
inputs:
  query: { type: string, default: users, description: "See [here](http://evil)" }
agents:
  api: { name: The API, uses: http, with: { url: "\${{ inputs.query }}", method: GET } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: api, with: { body: "\${{ contains(inputs.query, 'a') }}" } }
  - { id: both, type: parallel_gateway, gateway_type: join, config: { mode: any } }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: both, condition: nodes.fetch.output.status == 200 }
  - { source: both, target: end, on: always }
`;

/** The hover at the first place of `before`, with the cursor where its `|` is: the covered text and the words. */
function at(marked: string): { readonly over: string; readonly says: string } | undefined {
  const plain = marked.replace('|', '');
  assert(text.includes(plain), plain);
  const document = open(text.replace(plain, marked));
  const found = hover(document.project, document.position);
  return found && { over: covered(document, found.range), says: found.contents };
}

describe('hover', () => {
  it('explains a key', () => {
    assert.deepEqual(at('agent|s:'), { over: 'agents', says: '**`agents`** · map\n\nWho does the work, by id.' });
  });

  it('explains a kind of gateway, and what its type is', () => {
    const fork = open('name: x\nnodes:\n  - { id: f, type: parallel_gateway, gateway_type: fo¦rk }\n');
    assert.match(hover(fork.project, fork.position)?.contents ?? '', /^\*\*`fork`\*\*\n\nStarts all its branches/);
    assert.match(at('type: parallel_gate|way')?.says ?? '', /A fork or a join/);
    assert.match(at('gateway_type: jo|in')?.says ?? '', /Waits for branches/);
  });

  it('says of a merge key that it is not read', () => {
    const merging = open('x-a: &a { type: start }\nname: x\nnodes:\n  - { id: a, <¦<: *a }\n');
    assert.match(hover(merging.project, merging.position)?.contents ?? '', /merge key .* is not read/);
    const messages = merging.project.diagnostics.flatMap(({ code, message }) =>
      code === 'missing-key' && message.includes('"type"') ? [message] : [],
    );
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /needs the key "type"\. A merge key/);
    const beside = open('name: x\nnodes:\n  - { id: a, type: start, <<: ¦1 }\n').project.diagnostics;
    assert.match(beside.find(({ code }) => code === 'unknown-key')?.message ?? '', /"<<"\. A merge key/);
  });

  it('explains a key from its first letter on, also behind a section', () => {
    for (const key of ['agents', 'nodes', 'edges']) assert.equal(at(`\n|${key}:`)?.over, key);
    assert.equal(at('{ |type: string')?.over, 'type');
    const nested = open('name: x\nagents:\n  api:\n    with:\n      url: a\n    ¦uses: http\nnodes: []\n');
    assert.equal(covered(nested, hover(nested.project, nested.position)?.range), 'uses');
  });

  it('explains a key by the type around it, with its choices and default', () => {
    const found = at('config: { mo|de: any');
    assert.equal(found?.over, 'mode');
    assert.match(found.says, /^\*\*`mode`\*\* · text\n\n.*\n\nAllowed: `all`, `any`, .*\n\nDefault: `all`$/s);
  });

  it("explains a setting of an agent's runner", () => {
    assert.match(at('meth|od: GET')?.says ?? '', /^\*\*`method`\*\*.*Default: `GET`/s);
    assert.match(at('bo|dy: ')?.says ?? '', /^\*\*`body`\*\*\n\nRequest body/);
  });

  it('explains a value of a closed list', () => {
    assert.deepEqual(at('mode: an|y'), {
      over: 'any',
      says: '**`any`**\n\nFires with the first branch that succeeds; fails when none does.',
    });
    assert.match(at('on: al|ways')?.says ?? '', /Taken when its source has ended/);
    assert.match(at('type: agent|_task')?.says ?? '', /One piece of work/);
    assert.match(at('uses: ht|tp')?.says ?? '', /Settings of `http`/);
  });

  it('leaves keys and values to another extension with the same schema, and nothing else', () => {
    const found = (marked: string): unknown => {
      const document = open(text.replace(marked.replace('|', ''), marked));
      return hover(document.project, document.position, undefined, { schema: false });
    };
    assert.deepEqual(['agent|s:', 'mode: an|y'].map(found), [undefined, undefined]);
    assert(found('target: fe|tch'));
    assert(found('cont|ains('));
  });

  it('tells about the node that an edge names', () => {
    const found = at('target: fe|tch');
    assert.equal(found?.over, 'fetch');
    assert.match(
      found.says,
      /^\*\*`fetch`\*\* · agent_task\n\n.*Agent: `api`, which uses `http`.*After `start`.*Before `both`$/s,
    );
  });

  it('tells about the agent that a node names, and where it is declared', () => {
    assert.match(at('agent_id: ap|i')?.says ?? '', /^\*\*`api`\*\* · The API\n\nUses `http`.*Used by `fetch`$/s);
    assert.equal(at('a|pi: { name')?.says, at('agent_id: ap|i')?.says);
  });

  it('tells about an input in an expression; its words are no Markdown', () => {
    const found = at('inputs.que|ry }}');
    assert.equal(found?.over, 'query');
    assert.match(found.says, /^\*\*`query`\*\* · string\n\nSee \\\[here\\\]\\\(.*Default: `users`$/s);
  });

  it('tells about a node, a context and a function in an expression', () => {
    assert.match(at('nodes.fe|tch.output')?.says ?? '', /^\*\*`fetch`\*\*/);
    assert.deepEqual(at('nod|es.fetch.output')?.over, 'nodes.fetch.output.status');
    assert.match(at('cont|ains(')?.says ?? '', /Whether a text contains another/);
  });

  it("speaks the reader's language, the schema's texts included", () => {
    useTranslations({ 'Who does the work, by id.': '由誰執行', map: '對應表' });
    try {
      assert.equal(at('agent|s:')?.says, '**`agents`** · 對應表\n\n由誰執行');
    } finally {
      useTranslations({});
    }
  });

  it('has nothing to say about names and unknown ids', () => {
    assert.equal(at('name: |x'), undefined);
    const document = open('edges:\n  - { source: no|body, target: b }');
    assert.equal(hover(document.project, document.position), undefined);
  });
});
