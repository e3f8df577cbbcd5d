/** The routes of the specification, one after the other. */
import assert from 'node:assert/strict';
import { oneTask, Served } from '../../support/server/served.ts';

const unknown = '01890000-0000-7000-8000-000000000000';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const quick = { uses: 'mock', with: { output: 'done' } };
const endless = { uses: 'mock', with: { delay_seconds: 600 } };

describe('the REST server', function () {
  this.timeout(30_000);

  let served: Served;

  beforeEach(async () => {
    served = await Served.start();
  });

  afterEach(async () => {
    const { faults } = served;
    for (const { id } of await served.workspace.executions.list()) await served.workspace.executions.cancel(id);
    await served.stop();
    assert.deepEqual(faults, []);
  });

  const created = async (workflow: object): Promise<string> =>
    String((await served.wants(201, '/workflows', { body: workflow }))['id']);

  const started = async (workflow: object, more: object = {}): Promise<string> => {
    const workflowId = await created(workflow);
    return String((await served.wants(201, '/executions', { body: { workflow_id: workflowId, ...more } }))['id']);
  };

  const details = (body: Record<string, unknown>): readonly { loc: unknown; type: string }[] =>
    (body['detail'] as { loc: unknown; type: string; msg: string }[]).map(({ loc, type }) => ({ loc, type }));

  it('keeps agents: by id, by unique name, in pages', async () => {
    const agent = { name: 'Database Agent', description: '從資料庫獲取資料', capabilities: ['database_query'] };
    const made = await served.wants(201, '/agents', { body: agent });
    assert.match(String(made['id']), uuid);
    const { id, created_at: at, updated_at: updated, ...rest } = made;
    assert.deepEqual(rest, agent);
    assert.match(String(at), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.equal(updated, at);
    await served.wants(409, '/agents', { body: agent });
    await served.wants(201, '/agents/', { body: { name: 'Other' } });

    const page = await served.wants(200, '/agents?page=2&page_size=1');
    assert.deepEqual([page['total'], page['page'], page['page_size']], [2, 2, 1]);
    assert.equal((page['items'] as unknown as { name: string }[])[0]?.name, 'Other');
    await served.wants(422, '/agents?page=0');
    await served.wants(422, '/agents?page_size=101');

    assert.deepEqual(await served.wants(200, `/agents/${String(id)}/`), made);
    const renamed = await served.wants(200, `/agents/${String(id)}`, { method: 'PUT', body: { name: 'Renamed' } });
    assert.deepEqual([renamed['id'], renamed['name'], renamed['capabilities']], [id, 'Renamed', []]);
    await served.wants(409, `/agents/${String(id)}`, { method: 'PUT', body: { name: 'Other' } });
    await served.wants(204, `/agents/${String(id)}`, { method: 'DELETE' });
    await served.wants(404, `/agents/${String(id)}`);
    for (const method of ['PUT', 'DELETE'])
      await served.wants(404, `/agents/${unknown}`, { method, ...(method === 'PUT' && { body: { name: 'x' } }) });
  });

  it('runs an agent alone', async () => {
    const { id } = await served.wants(201, '/agents', {
      body: { name: 'echo', uses: 'transform', with: { expression: '{ "said": inputs.message, "also": inputs.b }' } },
    });
    const body = { message: 'hello', context: { b: 2 } };
    const run = await served.wants(200, `/agents/${String(id)}/run`, { body });
    assert.deepEqual(run, {
      result: { said: 'hello', also: 2 },
      stats: { llm_calls: 0, llm_tokens: 0, llm_cost: 0 },
      tool_calls: [],
    });
    const failing = await served.wants(201, '/agents', { body: { name: 'f', uses: 'mock', with: { fail: 'always' } } });
    const failed = await served.wants(422, `/agents/${String(failing['id'])}/run`, { method: 'POST' });
    assert.equal(failed['detail'], 'The agent failed: The mock fails');
    const wrong = await served.wants(201, '/agents', { body: { name: 'w', uses: 'http', with: { adress: 'x' } } });
    const { detail } = await served.wants(422, `/agents/${String(wrong['id'])}/run`, { method: 'POST' });
    const mistakes = detail as unknown as { readonly loc: readonly string[]; readonly msg: string }[];
    assert(mistakes.some(({ msg }) => msg.includes('"adress"')));
    for (const { loc } of mistakes) assert.deepEqual(loc, ['path', 'id']);
    await served.wants(404, `/agents/${unknown}/run`, { method: 'POST' });
  });

  it('keeps workflows, as data, under graph_definition or as YAML', async () => {
    const flat = await served.wants(201, '/workflows', { body: oneTask(quick) });
    assert.deepEqual([flat['version'], flat['name']], [1, 'one task']);
    const { name, ...graph } = oneTask(quick);
    const nested = await served.wants(201, '/workflows', { body: { name, graph_definition: graph } });
    assert.deepEqual([nested['nodes'], nested['source']], [flat['nodes'], flat['source']]);
    const text = `# why\n${String(flat['source'])}`;
    const yaml = { 'content-type': 'application/yaml' };
    const written = await served.wants(201, '/workflows', { body: text, headers: yaml });
    assert.equal(written['source'], text);

    const place = `/workflows/${String(written['id'])}`;
    const read = await served.ask(place, { headers: { accept: 'application/yaml' } });
    assert.deepEqual([read.status, read.text], [200, text]);
    const changed = await served.wants(200, place, { method: 'PUT', body: oneTask(quick, { name: 'changed' }) });
    assert.deepEqual([changed['version'], changed['name'], changed['id']], [2, 'changed', written['id']]);
    await served.wants(422, place, { method: 'PUT', body: oneTask(quick, { nodes: [] }) });
    assert.equal((await served.wants(200, place))['version'], 2);
    assert.equal((await served.wants(200, '/workflows'))['total'], 3);
    await served.wants(204, place, { method: 'DELETE' });
    await served.wants(404, place);
  });

  it('says everything that is wrong with a workflow, and where', async () => {
    const wrong = oneTask(quick, { name: 'wrong' });
    (wrong['edges'] as object[]).push({ source: 'work', target: 'nowhere' });
    (wrong['nodes'] as object[]).push({ id: 'lost', type: 'agent_task', agent_id: 'nobody', colour: 'red' });
    const body = await served.wants(422, '/workflows', { body: wrong });
    const found = details(body);
    assert.deepEqual(
      found.find(({ type }) => type === 'unknown-node'),
      { loc: ['body', 'edges', 2, 'target'], type: 'unknown-node' },
    );
    assert.deepEqual(
      found.find(({ type }) => type === 'unknown-agent'),
      { loc: ['body', 'nodes', 3, 'agent_id'], type: 'unknown-agent' },
    );
    assert.deepEqual(found.find(({ type }) => type === 'unknown-key')?.loc, ['body', 'nodes', 3, 'colour']);
    const { name, ...graph } = wrong;
    const nested = await served.wants(422, '/workflows', { body: { name, graph_definition: graph } });
    assert.deepEqual(details(nested)[0]?.loc, ['body', 'graph_definition', ...(found[0]?.loc as string[]).slice(1)]);

    const checked = await served.wants(200, '/workflows/validate', { body: wrong });
    assert.equal(checked['valid'], false);
    assert.equal((checked['diagnostics'] as unknown as unknown[]).length, found.length);
    const id = await created(oneTask(quick));
    const valid = await served.wants(200, `/workflows/${id}/validate`, { method: 'POST' });
    assert.deepEqual(valid, { valid: true, diagnostics: [] });
    assert.equal((await served.wants(200, '/workflows'))['total'], 1);
  });

  it('takes agents from its list, by id and by name', async () => {
    const { id } = await served.wants(201, '/agents', { body: { name: 'A friend', ...quick } });
    for (const name of [String(id), 'A friend']) {
      const workflow = oneTask(quick);
      delete workflow['agents'];
      (workflow['nodes'] as Record<string, string>[])[1]!['agent_id'] = name;
      const execution = await started(workflow);
      assert.equal((await served.ended(execution))['status'], 'completed');
    }
    await served.wants(204, `/agents/${String(id)}`, { method: 'DELETE' });
    const { items } = (await served.wants(200, '/workflows')) as unknown as { items: { id: string }[] };
    const gone = await served.wants(422, '/executions', { body: { workflow_id: items[0]?.id } });
    assert.equal(details(gone)[0]?.type, 'unknown-agent');
  });

  it('starts executions and tells how they go', async () => {
    const workflow = oneTask(quick, { inputs: { count: { type: 'integer' } } });
    const id = await created(workflow);
    await served.wants(404, '/executions', { body: { workflow_id: unknown } });
    const wrong = await served.wants(422, '/executions', { body: { workflow_id: id, inputs: { count: 'many' } } });
    assert.deepEqual(details(wrong), [{ loc: ['body', 'inputs', 'count'], type: 'invalid-value' }]);
    const execution = await served.wants(201, '/executions', { body: { workflow_id: id, inputs: { count: 1 } } });
    assert(['pending', 'running', 'completed'].includes(String(execution['status'])));
    const ended = await served.ended(String(execution['id']));
    assert.deepEqual(
      [ended['workflow_id'], ended['status'], ended['progress'], ended['is_terminal'], ended['branches']],
      [id, 'completed', 100, true, []],
    );
    assert.match(`${String(ended['started_at'])} ${String(ended['completed_at'])}`, /^\S+Z \S+Z$/);
    const place = `/executions/${String(execution['id'])}`;
    assert.deepEqual(await served.wants(200, `${place}/result`), { result: 'done' });
    assert.deepEqual(await served.wants(200, `${place}/errors`), { errors: [] });
    for (const part of ['', '/result', '/errors', '/events']) await served.wants(404, `/executions/${unknown}${part}`);
    assert.equal((await served.wants(200, `/executions?workflow_id=${id}&status=completed`))['total'], 1);
    assert.equal((await served.wants(200, `/executions?workflow_id=${unknown}`))['total'], 0);
    await served.wants(422, '/executions?status=done');
  });

  it('lists failed attempts; a failed execution has no result', async () => {
    const failing = {
      uses: 'mock',
      with: { fail: 'always' },
      error_handling: { max_retries: 1, retry: { delay_seconds: 0 } },
    };
    const id = await started(oneTask(failing));
    assert.equal((await served.ended(id))['status'], 'failed');
    await served.wants(409, `/executions/${id}/result`);
    const { errors } = await served.wants(200, `/executions/${id}/errors`);
    assert.deepEqual(errors, [
      { node_id: 'work', kind: 'agent', message: 'The mock fails', attempt: 1 },
      { node_id: 'work', kind: 'agent', message: 'The mock fails', attempt: 2 },
    ]);
  });

  it('cancels, pauses, resumes, retries and re-runs, as the status allows', async () => {
    const id = await started(oneTask(endless));
    await served.wants(409, `/executions/${id}/retry`, { method: 'POST' });
    await served.wants(409, `/executions/${id}/result`);
    assert.equal((await served.wants(200, `/executions/${id}/pause`, { method: 'POST' }))['id'], id);
    await served.wants(200, `/executions/${id}/resume`, { method: 'POST' });
    await served.wants(200, `/executions/${id}/cancel`, { method: 'POST', body: {} });
    assert.equal((await served.ended(id))['status'], 'cancelled');
    for (const move of ['cancel', 'pause', 'resume'])
      await served.wants(409, `/executions/${id}/${move}`, { method: 'POST' });
    for (const move of ['cancel', 'pause', 'resume', 'retry'])
      await served.wants(404, `/executions/${unknown}/${move}`, { method: 'POST' });
    const retried = await served.wants(200, `/executions/${id}/retry`, { method: 'POST' });
    assert.notEqual(retried['id'], id);
    await served.wants(422, `/executions/${id}/rerun`, { body: { from: 'nowhere' } });
    await served.wants(422, `/executions/${id}/rerun`, { body: {} });
    const rerun = await served.wants(200, `/executions/${id}/rerun`, { body: { from: 'work' } });
    assert.equal(rerun['workflow_id'], retried['workflow_id']);
  });

  it('answers approvals', async () => {
    const workflow = oneTask(quick);
    (workflow['nodes'] as object[])[1] = { id: 'work', type: 'approval' };
    delete workflow['agents'];
    const id = await started(workflow);
    for await (const { type } of (await import('../../../src/sdk/eventStream.ts')).eventsOf(
      served.workspace.executions,
      id,
    ))
      if (type === 'approvalRequested') break;
    await served.wants(404, `/executions/${id}/approvals/nobody`, { body: { approve: true } });
    await served.wants(422, `/executions/${id}/approvals/work`, { body: { approve: 'yes' } });
    await served.wants(200, `/executions/${id}/approvals/work`, { body: { approve: true, comment: 'fine' } });
    assert.equal((await served.ended(id))['status'], 'completed');
    await served.wants(409, `/executions/${id}/approvals/work`, { body: { approve: true } });
  });

  it('executes while one waits, in the shape of the implemented servers', async () => {
    const id = await created(oneTask({ uses: 'transform', with: { expression: 'inputs' } }));
    const body = { input: { message: 'hi' }, variables: { a: 1 } };
    const whole = await served.wants(200, `/workflows/${id}/execute`, { body });
    assert.deepEqual(
      [whole['status'], whole['workflow_id'], whole['result']],
      ['completed', id, { a: 1, message: 'hi' }],
    );
    const results = whole['node_results'] as unknown as Record<string, unknown>[];
    assert.deepEqual(
      results.map(({ node_id: node, type }) => [node, type]),
      [
        ['start', 'start'],
        ['work', 'agent'],
        ['end', 'end'],
      ],
    );
    assert.deepEqual(Object.keys(results[1]!).sort(), [
      ...['completed_at', 'error', 'llm_calls', 'llm_cost', 'llm_tokens', 'node_id', 'output', 'started_at', 'type'],
    ]);
    await served.wants(200, `/executions/${String(whole['execution_id'])}`);
    const failing = await created(oneTask({ uses: 'mock', with: { fail: 'always' } }));
    const failed = await served.wants(200, `/workflows/${failing}/execute`, { method: 'POST' });
    assert.equal(failed['status'], 'failed');
    await served.wants(404, `/workflows/${unknown}/execute`, { method: 'POST' });
  });

  it('ends an execution after the seconds that were asked for', async () => {
    const id = await started(oneTask(endless), { timeout_seconds: 0.05 });
    assert.equal((await served.ended(id))['status'], 'timed_out');
    await served.wants(422, '/executions', { body: { workflow_id: 'x', timeout_seconds: 0 } });
  });

  it('shows branches side by side', async () => {
    const workflow = {
      name: 'fork',
      agents: { worker: quick },
      nodes: [
        ...[
          { id: 'start', type: 'start' },
          { id: 'fork', type: 'parallel_gateway', gateway_type: 'fork' },
        ],
        ...['a1', 'a2', 'b1'].map((id) => ({ id, type: 'agent_task', agent_id: 'worker' })),
        ...[
          { id: 'join', type: 'parallel_gateway', gateway_type: 'join' },
          { id: 'end', type: 'end' },
        ],
      ],
      edges: [
        ...[
          ['start', 'fork'],
          ['fork', 'a1'],
          ['a1', 'a2'],
          ['fork', 'b1'],
          ['a2', 'join'],
          ['b1', 'join'],
          ['join', 'end'],
        ],
      ].map(([source, target]) => ({ source, target })),
    };
    const { branches } = await served.ended(await started(workflow));
    assert.deepEqual(branches, [
      { fork: 'fork', branch: 'a1', status: 'completed', nodes: ['a1', 'a2'] },
      { fork: 'fork', branch: 'b1', status: 'completed', nodes: ['b1'] },
    ]);
  });

  it('streams events with numbers, and goes on after one', async () => {
    const id = await started(oneTask({ uses: 'mock', with: { delay_seconds: 0.2 } }));
    const { status, headers, text } = await served.ask(`/executions/${id}/events`);
    assert.deepEqual([status, headers.get('content-type')], [200, 'text/event-stream; charset=utf-8']);
    const numbers = [...text.matchAll(/^id: (\d+)$/gm)].map(([, number]) => Number(number));
    assert.deepEqual(
      numbers,
      [...numbers.keys()].map((index) => index + 1),
    );
    const types = [...text.matchAll(/^event: (\w+)$/gm)].map(([, type]) => type);
    assert.deepEqual([types[0], types.at(-1)], ['executionStarted', 'executionCompleted']);
    const last = String(numbers.at(-1));
    const rest = await served.ask(`/executions/${id}/events`, { headers: { 'last-event-id': '3' } });
    assert.equal(/^id: (\d+)$/m.exec(rest.text)?.[1], '4');
    assert.equal((await served.ask(`/executions/${id}/events`, { headers: { 'last-event-id': last } })).status, 204);
  });

  it('creates once for one key', async () => {
    const headers = { 'idempotency-key': 'mine' };
    const body = oneTask(quick);
    const first = await served.wants(201, '/workflows', { body, headers });
    assert.deepEqual(await served.wants(201, '/workflows', { body, headers }), first);
    await served.wants(422, '/workflows', { body: oneTask(quick, { name: 'another' }), headers });
    const again = { 'idempotency-key': 'run' };
    const start = { workflow_id: first['id'] };
    const both = await Promise.all([1, 2].map(() => served.wants(201, '/executions', { body: start, headers: again })));
    assert.equal(both[0]?.['id'], both[1]?.['id']);
    assert.equal((await served.wants(200, '/executions'))['total'], 1);
    const agent = { body: { name: 'once' }, headers: { 'idempotency-key': 'agent' } };
    assert.deepEqual(await served.wants(201, '/agents', agent), await served.wants(201, '/agents', agent));
  });

  it('never shows what is secret', async () => {
    const canary = 'canary-4711-secret';
    const workflow = oneTask(
      { uses: 'transform', with: { expression: '{ "told": inputs.key, "twice": inputs.key & inputs.key }' } },
      { inputs: { key: { secret: true } } },
    );
    const id = await started(workflow, { inputs: { key: canary } });
    await served.ended(id);
    for (const part of ['', '/result', '/errors', '/events']) {
      const { text } = await served.ask(`/executions/${id}${part}`);
      assert(!text.includes(canary), part);
    }
  });

  it('keeps everything over a restart', async () => {
    const id = await started(oneTask(quick));
    const before = await served.ended(id);
    const { startServer } = await import('../../../src/server/server.ts');
    const { openWorkspace } = await import('../../../src/sdk/workspace.ts');
    const workspace = openWorkspace({ folder: served.folder, store: `${served.folder}/store` });
    const options = {
      workspace,
      version: '1',
      host: '127.0.0.1',
      port: 0,
      token: undefined,
      logger: { log: () => undefined },
    };
    const other = await startServer(options);
    assert(other.ok);
    const base = `${other.value.url}/api/v1`;
    assert.deepEqual(await served.wants(200, `${base}/executions/${id}`), before);
    assert.equal((await served.wants(200, `${base}/workflows/`))['total'], 1);
    await other.value.close();
    workspace.dispose();
  });
});
