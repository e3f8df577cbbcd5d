/** examples/llm and examples/mcp on the command line as it ships. */
import assert from 'node:assert/strict';
import type { JsonObject, JsonValue } from '../../../../src/base/json.ts';
import { say, serveModel } from '../../../support/agents/llmServer.ts';
import { closeServers } from '../../../support/agents/servers.ts';
import { buildFirst, Workplace } from '../../../support/cli/cli.ts';

describe('examples with a model and with an MCP server', function () {
  this.timeout(60_000);
  let place: Workplace;
  buildFirst();
  before(() => {
    place = new Workplace();
    place.copy('examples', '.');
  });
  afterEach(closeServers);
  after(() => place.remove());

  async function execute(file: string, ...more: readonly string[]): Promise<readonly [JsonValue, JsonObject]> {
    const { out, err } = await place.run(['run', file, '--format', 'json', '--store', 'store', ...more]);
    const { execution } = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { execution: JsonObject };
    assert.equal(execution['status'], 'completed', err);
    return [execution['output'] ?? null, execution['nodes'] as JsonObject];
  }

  it('a model sorts a message, is asked again after a wrong answer, and answers an urgent one', async () => {
    const answers = ['It is urgent!', '{"topic": "billing", "urgent": true}', 'Your account is open again.'];
    const { url, asked } = await serveModel((response, count) => {
      say(response, answers[count - 1] ?? '');
    });
    const [output, nodes] = await execute('llm/triage.workflow.yaml', '-i', `base_url=${url}`, '-i', 'model=small');
    assert.deepEqual(output, { topic: 'billing', answer: 'Your account is open again.' });
    assert.deepEqual([(nodes['sort'] as JsonObject)['attempts'], asked.length], [2, 3]);
  });

  it('a model that finds it not urgent has it kept', async () => {
    const { url } = await serveModel((response) => {
      say(response, '{"topic": "other", "urgent": false}');
    });
    const [output] = await execute('llm/triage.workflow.yaml', '-i', `base_url=${url}`);
    assert.deepEqual(output, { topic: 'other', answer: null });
  });

  it('the models of VS Code are not there: it says what helps', async () => {
    place.write(
      'vscode.workflow.yaml',
      [
        'name: a',
        'agents: { a: { uses: llm, with: { prompt: Hi } } }',
        'nodes: [{ id: s, type: start }, { id: n, type: agent_task, agent_id: a }, { id: e, type: end }]',
        'edges: [{ source: s, target: n }, { source: n, target: e }]',
        '',
      ].join('\n'),
    );
    const { code, err } = await place.run(['run', 'vscode.workflow.yaml', '--store', 'store']);
    assert.equal(code, 1);
    assert.match(err, /are there in VS Code only\. Here, set "provider: openai"/);
  });

  it('one server keeps the notes of two nodes', async () => {
    const [output] = await execute('mcp/notes.workflow.yaml', '--allow-commands');
    assert.deepEqual(output, { notes: 1, found: ['Join waits for all branches.'] });
  });

  it('the server is not started without consent', async () => {
    const { code, err } = await place.run(['run', 'mcp/notes.workflow.yaml', '--store', 'store']);
    assert.equal(code, 1);
    assert.match(err, /--allow-commands/);
  });
});
