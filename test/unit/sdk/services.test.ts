/** The services over a workspace of their own, in this process. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAgent } from '../../../src/sdk/agentService.ts';
import { WorkflowBuilder } from '../../../src/sdk/builder.ts';
import { ExecutionService } from '../../../src/sdk/executionService.ts';
import { WorkflowService } from '../../../src/sdk/workflowService.ts';
import { openWorkspace, type Workspace } from '../../../src/sdk/workspace.ts';

describe('the services', function () {
  this.timeout(20_000);

  let folder: string;
  let workspace: Workspace;
  let workflows: WorkflowService;
  let executions: ExecutionService;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ipa-services-')));
    workspace = openWorkspace({ folder, store: path.join(folder, 'store') });
    workflows = new WorkflowService(workspace);
    executions = new ExecutionService(workspace);
  });

  afterEach(() => {
    workspace.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const slow = async (seconds: number): Promise<string> => {
    const agent = await createAgent(
      { name: `slow ${String(seconds)}`, uses: 'mock', with: { delay_seconds: seconds } },
      workspace,
    );
    const workflow = new WorkflowBuilder('slow')
      .addStartNode('start')
      .addAgentNode('work', { agentId: agent.name })
      .addEndNode('end')
      .connect('start', 'work')
      .connect('work', 'end');
    return (await workflows.create(workflow.build())).id;
  };

  it('cancels an execution when its signal is aborted', async () => {
    const stop = new AbortController();
    const { id } = await executions.start({ workflowId: await slow(600), signal: stop.signal });
    await assert.rejects(executions.getResult(id), { code: 'not-completed' });
    stop.abort();
    assert.equal((await executions.finished(id)).status, 'cancelled');
    await assert.rejects(executions.start({ workflowId: 'x', signal: stop.signal }), { name: 'AbortError' });
  });

  it('tells each event once and in order, to several readers, from any number on', async () => {
    const { id } = await executions.start({ workflowId: await slow(0.1) });
    const read = async (after: number): Promise<readonly number[]> => {
      const numbers: number[] = [];
      for await (const { seq } of executions.events(id, { after })) numbers.push(seq);
      return numbers;
    };
    const [all, rest] = await Promise.all([read(0), read(2)]);
    assert.deepEqual(
      all,
      [...all.keys()].map((index) => index + 1),
    );
    assert.deepEqual(rest, all.slice(2));
    assert.deepEqual(await read(0), all);
  });

  it('tells the events of an execution that another process runs', async () => {
    const { id } = await executions.start({ workflowId: await slow(0.2) });
    const other = openWorkspace({ folder, store: path.join(folder, 'store') });
    const types: string[] = [];
    for await (const { type } of new ExecutionService(other).events(id)) types.push(type);
    assert.deepEqual([types[0], types.at(-1)], ['executionStarted', 'executionCompleted']);
    other.dispose();
  });

  it('lets go of a stream when its signal is aborted', async () => {
    const { id } = await executions.start({ workflowId: await slow(600) });
    const stop = new AbortController();
    for await (const { type } of executions.events(id, { signal: stop.signal }))
      if (type === 'attemptStarted') stop.abort();
    await executions.cancel(id);
    await executions.finished(id);
  });

  it('gives a name to one agent, whoever asks at the same time', async () => {
    const other = openWorkspace({ folder, store: path.join(folder, 'store') });
    const both = await Promise.all(
      [workspace, other].map((one) => one.agents.create({ name: 'only', description: one === other ? 'b' : 'a' })),
    );
    assert.equal(both.filter(({ ok }) => ok).length, 1);
    await assert.rejects(createAgent({ name: 'only' }, workspace), { code: 'name-taken' });
    const [agent] = await workspace.agents.list();
    assert(agent);
    await other.agents.update(agent.id, { name: 'renamed' });
    assert.equal((await workspace.agents.find('renamed'))?.id, agent.id);
    assert.equal(await workspace.agents.find('only'), undefined);
    assert.deepEqual(readdirSync(path.join(folder, 'store/catalog/agents')).length, 1);
    other.dispose();
  });

  it('counts the versions of a workflow, also of changes at the same time', async () => {
    const id = await slow(0);
    const { text } = (await workflows.get(id))!;
    await Promise.all([1, 2, 3].map(() => workflows.update(id, text)));
    assert.equal((await workflows.get(id))?.version, 4);
    await assert.rejects(workflows.update(id, 'name: a'), { code: 'invalid-workflow' });
    await workflows.delete(id);
    await assert.rejects(workflows.delete(id), { code: 'not-found' });
    for (const strange of ['../../x', '..', '', 'a/b', '\0'])
      assert.equal(await workflows.get(strange), undefined, strange);
  });
});
