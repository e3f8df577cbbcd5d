/** E3: inputs that only a subworkflow declares `secret`. */
import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/base/json.ts';
import { createEngine, type ExecutableWorkflow, type ResumeExecution } from '../../../src/engine/engine.ts';
import { environmentOf } from '../../../src/engine/environment.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import { storedEvents, storedSnapshot } from '../../../src/engine/journal/replay.ts';
import type { JournalStore, StoredExecution } from '../../../src/engine/ports.ts';
import { compileProgram } from '../../../src/engine/program.ts';
import { restore } from '../../../src/engine/restore.ts';
import { Secrets } from '../../../src/engine/secrets.ts';
import { simulate } from '../../../src/engine/simulate.ts';
import { takeOver } from '../../../src/engine/takeOver.ts';
import { plain } from '../../support/engine/build.ts';
import { Rig, type RigOptions } from '../../support/engine/rig.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';

const canary = 'c4n4ry-"value"';
const worker = 'agents: { w: { uses: http, with: { url: "http://127.0.0.1/" } } }';
const login = `
name: login
inputs: { password: { secret: true }, user: { default: "" }, flag: { type: boolean, secret: true, default: true } }
${worker}
nodes:
  - { id: start, type: start }
  - { id: one, type: agent_task, agent_id: w, with: { body: "\${{ inputs.password }}" } }
  - { id: two, type: agent_task, agent_id: w }
  - { id: end, type: end }
edges: [{ source: start, target: one }, { source: one, target: two }, { source: two, target: end }]
`;

/** a, then the subworkflow `s`, then z. @param given its inputs as the file has them */
function around(given: string, inner = login, files: Readonly<Record<string, string>> = {}): ExecutableWorkflow {
  const text = `
name: outer
${worker}
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: w }
  - { id: s, type: subworkflow, config: { path: inner.workflow.yaml, inputs: ${given} } }
  - { id: z, type: agent_task, agent_id: w }
  - { id: end, type: end }
edges: [{ source: start, target: a }, { source: a, target: s }, { source: s, target: z }, { source: z, target: end }]
`;
  return yamlWorkflow(text, { 'inner.workflow.yaml': inner, ...files });
}

const fromAgent = around('{ password: "${{ nodes.a.output.key }}", user: "${{ nodes.a.output.key }}!" }');
const fromEnv = around('{ password: "${{ env.KEY }}" }');
/** A subworkflow in a subworkflow. */
const middle = `
name: middle
inputs: { key: {} }
nodes:
  - { id: start, type: start }
  - { id: t, type: subworkflow, config: { path: login.workflow.yaml, inputs: { password: "<\${{ inputs.key }}>" } } }
  - { id: end, type: end }
edges: [{ source: start, target: t }, { source: t, target: end }]
`;
const nested = around('{ key: "${{ env.KEY }}" }', middle, { 'login.workflow.yaml': login });
const env = (name: string): string | undefined => (name === 'KEY' ? canary : undefined);

async function storedBy(rig: Rig, id = 'execution-1'): Promise<StoredExecution> {
  const stored = await rig.journal.read(id);
  assert(stored);
  return { ...plain(stored), state: 'free' };
}

/** What its journal holds now, as after a crash. */
async function cutOff(rig: Rig, id?: string): Promise<JournalStore> {
  const { definition, events } = await storedBy(rig, id);
  assert(definition);
  const journal = memoryJournal();
  const writer = await journal.create(definition);
  await writer.append(events, true);
  await writer.close();
  return journal;
}

const holds = (value: unknown): boolean => JSON.stringify(value).includes(JSON.stringify(canary).slice(1, -1));

async function refusal(
  workflow: ExecutableWorkflow,
  journal: JournalStore,
  options: Partial<ResumeExecution> = {},
): Promise<unknown> {
  const opened = await journal.open('execution-1');
  assert(opened.kind === 'opened');
  const resumed = await createEngine(new Rig({ journal }).ports()).resume({ workflow, ...opened, ...options });
  return resumed.ok ? undefined : resumed.error;
}

describe('E3 inputs that are secret inside of a subworkflow', () => {
  it('reach its agents as they are; from where it begins neither events, errors, log lines nor the journal hold them', async () => {
    const rig = await Rig.start(fromAgent);
    await rig.next('a').succeed({ key: canary });
    const one = rig.next('s/one');
    assert.equal(one.request.settings['body'], canary);
    assert.deepEqual(plain(one.request.input), { password: canary, user: `${canary}!`, flag: true });
    one.request.log('info', `With ${canary}`);
    one.request.progress(`As ${canary}`);
    await one.succeed({ [canary]: [canary], basic: Buffer.from(`me:${canary}`).toString('base64') });
    const two = rig.next('s/two');
    assert.deepEqual(plain((two.request.input as JsonObject)[canary]), [canary]);
    await two.fail({ message: `401 for ${canary}` });
    const snapshot = await rig.finished();
    assert.equal(snapshot.error?.message.includes('401 for ***'), true, snapshot.error?.message);
    assert.deepEqual(plain(snapshot.nodes['a']?.output), { key: '***' });
    assert.deepEqual(plain(snapshot.nodes['s/one']?.output), { '***': ['***'], basic: 'bWU6***' });

    const begins = rig.events.findIndex(
      ({ type, node_id: id }: { type: string; node_id?: string }) => type === 'nodeReady' && id === 's',
    );
    assert.deepEqual(plain((rig.events[begins] as { inputs?: JsonObject }).inputs), {
      password: '***',
      user: '***!',
      flag: '***',
    });
    assert.equal(holds(rig.events.slice(begins)), false);
    const stored = await storedBy(rig);
    assert.deepEqual(
      stored.events.filter(holds).map(({ type }) => type),
      ['attemptSucceeded'],
    );
    assert.equal(holds(storedSnapshot(stored, fromAgent)), false);
    assert.equal(holds(storedEvents(stored, fromAgent)), false, 'not even where it came from');
    assert.deepEqual(plain(storedSnapshot(stored, fromAgent)), plain(snapshot));
    assert.deepEqual(
      storedEvents(stored, undefined)
        .filter(holds)
        .map(({ type }) => type),
      ['attemptSucceeded'],
    );
  });

  it('hide anew what was looked at before they were known', async () => {
    const checked = login.replace('password: { secret: true }', 'password: { secret: true, pattern: "^c" }');
    const rig = await Rig.start(around('{ password: "${{ input.key }}" }', checked));
    await rig.next('a').succeed({ key: canary });
    assert.deepEqual(plain(rig.execution.nodeSnapshot('a')?.output), { key: canary });
    await rig.upcoming('s/one');
    assert.deepEqual(plain(rig.execution.nodeSnapshot('a')?.output), { key: '***' });
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });

  it('are evaluated again when the execution goes on', async () => {
    const rig = await Rig.start(fromAgent);
    await rig.next('a').succeed({ key: canary });
    await rig.next('s/one').succeed({ echo: `<${canary}>` });
    const again = await Rig.resume(fromAgent, 'execution-1', { journal: await cutOff(rig) });
    const two = await again.upcoming('s/two');
    assert.deepEqual(plain([two.request.input, two.request.inputs]), [
      { echo: `<${canary}>` },
      { password: canary, user: `${canary}!`, flag: true },
    ]);
    await two.succeed(canary);
    assert.equal(again.next('z').request.input, canary);
    assert.equal(holds(again.events), false);
    assert.equal(holds(again.execution.snapshot()), false);
    again.execution.cancel();
    await again.clock.advance(5000);
  });

  it('that come from `env` are stored nowhere, and are taken from there again; without it the name is told', async () => {
    const rig = await Rig.start(fromEnv, { env });
    await rig.next('a').succeed();
    await rig.next('s/one').succeed({ echo: canary });
    const journal = await cutOff(rig);
    assert.equal(holds(await storedBy(rig)), false);
    assert.deepEqual(await refusal(fromEnv, journal), {
      code: 'secrets-needed',
      message: 'These secrets are needed again: s/inputs.password, s/inputs.flag',
    });
    const again = await Rig.resume(fromEnv, 'execution-1', { journal, env });
    assert.deepEqual(plain((await again.upcoming('s/two')).request.input), { echo: canary });
    again.execution.cancel();
    await again.clock.advance(5000);
    assert.deepEqual(plain(storedSnapshot(await storedBy(rig), fromEnv).nodes['s/one']?.output), { echo: '***' });
  });

  it('that are made of secrets from outside ask for these again, and not for what nobody gave', async () => {
    const made = around('{ password: "${{ secrets.TOKEN }}${{ nodes.a.output }}${{ secrets.OTHER }}" }');
    const rig = await Rig.start(made, { secrets: { TOKEN: 'tok-5f2b' } });
    await rig.next('a').succeed('-plain');
    assert.equal(rig.next('s/one').request.settings['body'], 'tok-5f2b-plain');
    const journal = await cutOff(rig);
    assert.deepEqual(await refusal(made, journal), {
      code: 'secrets-needed',
      message: 'These secrets are needed again: secrets.TOKEN',
    });
    const again = await Rig.resume(made, 'execution-1', { journal, secrets: { TOKEN: 'tok-5f2b' } });
    assert.equal((await again.upcoming('s/one')).request.settings['body'], 'tok-5f2b-plain');
    again.execution.cancel();
    await again.clock.advance(5000);
  });

  it('of a subworkflow in a subworkflow too', async () => {
    const rig = await Rig.start(nested, { env });
    await rig.next('a').succeed();
    await rig.next('s/t/one').succeed(`<${canary}>`);
    const again = await Rig.resume(nested, 'execution-1', { journal: await cutOff(rig), env });
    assert.equal((await again.upcoming('s/t/two')).request.input, `<${canary}>`);
    assert.deepEqual(plain(again.execution.nodeSnapshot('s/t/one')?.output), '***');
    again.execution.cancel();
    await again.clock.advance(5000);
  });

  it('of events that do not follow from the workflow are hidden from where it begins', async () => {
    const rig = await Rig.start(fromAgent);
    await rig.next('a').succeed({ key: canary });
    const { definition, events } = await storedBy(rig);
    const stored = { id: 'execution-1', state: 'free', definition, events: events.slice(1) } as StoredExecution;
    const told = storedEvents(stored, fromAgent);
    assert.deepEqual(
      told.filter(holds).map(({ type }) => type),
      ['attemptSucceeded'],
    );
    assert.equal(told.length, events.length - 1);
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });

  it('are hidden under `simulate`', async () => {
    const { snapshot, events } = await simulate(fromEnv, { inputs: {}, env });
    assert.equal(snapshot.status, 'completed');
    assert.equal(holds([snapshot, events]), false);
    assert.deepEqual(plain(snapshot.nodes['s/start']?.output), { password: '***', user: '', flag: true });
  });

  it('cost nothing where no subworkflow declares any', () => {
    const { innerSecrets, secretInputs } = compileProgram(
      around('{ password: x }', login.replaceAll('secret: true', 'description: x')),
    );
    assert.equal(new Secrets(secretInputs, { inputs: {}, secrets: {} }, innerSecrets).any, false);
  });
});

describe('R4 what a retry takes over of a subworkflow with secret inputs', () => {
  /** A retry of the first, of which only z is left to do. */
  async function retried(options: RigOptions): Promise<Rig> {
    const first = await Rig.start(fromEnv, options);
    await first.next('a').succeed('A');
    await first.next('s/one').succeed({ echo: canary });
    await first.next('s/two').succeed([canary, 2]);
    await first.next('z').fail();
    await first.finished();
    return repeat(await storedBy(first), 'execution-2');
  }

  async function repeat(stored: StoredExecution, executionId: string, workflow = fromEnv): Promise<Rig> {
    const program = compileProgram(workflow);
    const { secretInputs, innerSecrets } = program;
    const secrets = new Secrets(secretInputs, { inputs: {}, secrets: {} }, innerSecrets);
    const { events } = restore(program, stored, secrets, environmentOf({ env }));
    const taken = takeOver(workflow, events);
    assert(taken.ok);
    return Rig.start(workflow, { env, executionId, repeats: { id: stored.id, takenOver: taken.value } });
  }

  it('is not in its journal either, hidden from readers, and there again when it goes on', async () => {
    const rig = await retried({ env });
    const z = rig.next('z');
    assert.deepEqual(plain(z.request.input), [canary, 2]);
    assert.equal(holds(rig.events), false);
    assert.deepEqual(plain(rig.execution.nodeSnapshot('s/one')?.output), { echo: '***' });
    assert.deepEqual(plain(rig.execution.nodeSnapshot('s/start')?.output), { password: '***', user: '', flag: true });
    const stored = await storedBy(rig, 'execution-2');
    assert.equal(holds(stored), false);
    assert.equal(storedSnapshot(stored, fromEnv).status, 'interrupted');
    const again = await Rig.resume(fromEnv, 'execution-2', { journal: await cutOff(rig, 'execution-2'), env });
    assert.deepEqual(plain((await again.upcoming('z')).request.input), [canary, 2]);
    again.execution.cancel();
    await again.clock.advance(5000);
  });

  it('so it is with a subworkflow in a subworkflow', async () => {
    const first = await Rig.start(nested, { env });
    await first.next('a').succeed();
    await first.next('s/t/one').succeed([`<${canary}>`]);
    await first.next('s/t/two').fail();
    await first.finished();
    const rig = await repeat(await storedBy(first), 'execution-2', nested);
    assert.deepEqual(plain(rig.next('s/t/two').request.input), [`<${canary}>`]);
    const { events } = await storedBy(rig, 'execution-2');
    assert.match(JSON.stringify(events), /"s\/t\/one":\{"output":\[\{"\$secret":"s\/t\/inputs.password"\}\]\}/);
    const again = await Rig.resume(nested, 'execution-2', { journal: await cutOff(rig, 'execution-2'), env });
    assert.deepEqual(plain((await again.upcoming('s/t/two')).request.input), [`<${canary}>`]);
    again.execution.cancel();
    await again.clock.advance(5000);
  });

  it('so it is with a retry of a retry', async () => {
    const second = await retried({ env });
    await second.next('z').fail();
    await second.finished();
    const third = await repeat(await storedBy(second, 'execution-2'), 'execution-3');
    const stored = await storedBy(third, 'execution-3');
    assert.equal(holds(stored), false);
    assert.deepEqual(plain(third.next('z').request.input), [canary, 2]);
    const again = await Rig.resume(fromEnv, 'execution-3', { journal: await cutOff(third, 'execution-3'), env });
    assert.deepEqual(plain((await again.upcoming('z')).request.input), [canary, 2]);
    again.execution.cancel();
    await again.clock.advance(5000);
  });
});

describe('E3 a secret that is given only when an execution goes on', () => {
  it('is sealed from there on, and given back later', async () => {
    const source = yamlWorkflow(`
name: late
agents: { w: { uses: http, with: { url: "http://127.0.0.1/", headers: { t: "\${{ secrets.TOKEN }}" } } } }
nodes: [{ id: start, type: start }, { id: a, type: agent_task, agent_id: w }, { id: b, type: agent_task, agent_id: w }, { id: end, type: end }]
edges: [{ source: start, target: a }, { source: a, target: b }, { source: b, target: end }]
`);
    const first = await Rig.start(source, { inputs: { like: { $secret: 'is no reference' } } });
    const second = await Rig.resume(source, 'execution-1', {
      journal: await cutOff(first),
      secrets: { TOKEN: canary },
    });
    await (await second.upcoming('a')).succeed({ echo: canary });
    const journal = await cutOff(second);
    const stored = await storedBy(second);
    assert.equal(holds(stored), false);
    const third = await Rig.resume(source, 'execution-1', { journal, secrets: { TOKEN: canary } });
    const { input, inputs } = (await third.upcoming('b')).request;
    assert.deepEqual(plain([input, inputs]), [{ echo: canary }, { like: { $secret: 'is no reference' } }]);
    assert.deepEqual(plain(storedSnapshot(stored, source).nodes['a']?.output), { echo: '***' });
    const told = storedEvents(stored, source).find(({ type }) => type === 'attemptSucceeded');
    assert.deepEqual(plain((told as { output?: JsonObject }).output), { echo: '***' });
  });
});
