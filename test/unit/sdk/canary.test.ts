/** Threat T15: a secret in six encodings, as an output, in a failure and in the log, is in nothing that leaves the engine. */
import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { planLayout } from '../../../src/layout/plan.ts';
import { analyse } from '../../../src/model/project.ts';
import { ChannelLines } from '../../../src/presentation/channelLines.ts';
import { graphExecution } from '../../../src/presentation/graphExecution.ts';
import { graphMermaid } from '../../../src/presentation/graphMermaid.ts';
import { graphSvg } from '../../../src/presentation/graphSvg.ts';
import { inspect } from '../../../src/presentation/inspection.ts';
import { LogDocument } from '../../../src/presentation/logDocument.ts';
import { endedNotice, failureNotice } from '../../../src/presentation/notices.ts';
import { executionRow } from '../../../src/presentation/executionRows.ts';
import { outlineOf } from '../../../src/presentation/outline.ts';
import { timelineOf } from '../../../src/presentation/timeline.ts';
import type { Executions } from '../../../src/sdk/executions.ts';
import { createLocal } from '../../../src/sdk/local.ts';
import { defaultSettings } from '../../../src/sdk/settings.ts';
import { storeIn } from '../../../src/sdk/store.ts';
import { Asked } from '../../support/agents/programs.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';

const canary = 'canary "7f3a"/with+ä%20\\end';

const encodings: Readonly<Record<string, string>> = {
  plain: canary,
  base64: Buffer.from(canary).toString('base64'),
  base64url: Buffer.from(canary).toString('base64url'),
  hex: Buffer.from(canary).toString('hex'),
  url: encodeURIComponent(canary),
  json: JSON.stringify(canary).slice(1, -1),
};

/** Says it in the log and in its failure; what came before it in outputs. */
const program = `const token = process.env.TOKEN;
const forms = [token, Buffer.from(token).toString('base64'), Buffer.from(token).toString('base64url'),
  Buffer.from(token).toString('hex'), encodeURIComponent(token), JSON.stringify(token)];
for (const form of forms) console.error('said ' + form);
if (process.argv.includes('fail')) { console.error(forms.join(' ')); process.exit(1); }
console.log(JSON.stringify({ forms, inside: { text: forms.join('|'), [token]: 1 } }));
`;

const text = `name: canary
inputs: { token: { type: string, secret: true } }
agents:
  teller: { uses: command, with: { run: [node, '-e', ${JSON.stringify(program)}, tell], env: { TOKEN: '\${{ inputs.token }}' } } }
  failing: { uses: command, with: { run: [node, '-e', ${JSON.stringify(program)}, fail], env: { TOKEN: '\${{ inputs.token }}' } } }
nodes:
  - { id: start, type: start }
  - { id: tells, type: agent_task, agent_id: teller }
  - { id: fails, type: agent_task, agent_id: failing }
  - { id: end, type: end }
edges:
  - { source: start, target: tells }
  - { source: tells, target: fails }
  - { source: fails, target: end }
`;

describe('a canary secret (threat T15)', function () {
  this.timeout(60_000);

  let folder: string;
  let executions: Executions;
  let logged: string[];

  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  beforeEach(() => {
    folder = temporaryFolder();
    logged = [];
    executions = open();
  });

  afterEach(() => {
    executions.dispose();
    removeFolders();
  });

  const open = (): Executions =>
    createLocal({
      store: storeIn(join(folder, 'store')),
      trusted: () => true,
      logger: { log: (level, message) => logged.push(`${level} ${message}`) },
      settings: () => defaultSettings,
      consent: new Asked(),
    });

  /** Everything that is shown, sent or kept of an execution, by the name of the sink. */
  async function sinksOf(id: string, heard: readonly EngineEvent[]): Promise<Readonly<Record<string, string>>> {
    const project = analyse(text);
    assert(project.executable);
    const outline = outlineOf(project);
    const snapshot = await executions.get(id);
    assert(snapshot);
    const wallMs = Date.parse(snapshot.started_at);
    const formatTime = (ms: number): string => String(ms);
    const graph = graphExecution(snapshot, outline, wallMs);
    const plan = planLayout(project);
    const picture = plan.draw(linearLayout(plan.structure));
    const channel = new ChannelLines(() => outline);
    const log = new LogDocument(snapshot, outline, formatTime);
    for (const event of heard) log.add(event);
    const row = executionRow(snapshot, outline, {
      wallMs,
      formatTime,
      elsewhere: false,
      silent: false,
      expanded: true,
    });
    const files = globSync('**/*', { cwd: folder }).map((file) => join(folder, file));
    return {
      'the store': files.flatMap((file) => (statSync(file).isFile() ? readFileSync(file, 'utf8') : [])).join('\n'),
      'REST, the SDK, the command line': JSON.stringify(snapshot),
      'the event stream': JSON.stringify(heard),
      'stored events': JSON.stringify(await executions.events(id)),
      'the output channel': heard.map((event) => channel.line(id, event).text).join('\n'),
      'the log': log.text(snapshot),
      'the tree': JSON.stringify(row) + JSON.stringify(row.children()),
      notifications: endedNotice(snapshot) + failureNotice(snapshot),
      'the graph': JSON.stringify(graph),
      'the inspector': ['tells', 'fails']
        .map((nodeId) =>
          JSON.stringify(inspect({ project, nodeId, snapshot, input: null, cancelled: '', wallMs, editable: false })),
        )
        .join('\n'),
      'the timeline': JSON.stringify(
        timelineOf({ snapshot, outline, graph: project.graph, events: heard.length, wallMs }),
      ),
      exports: graphSvg(picture, graph) + graphMermaid(picture, graph),
      'our own log': logged.join('\n'),
    };
  }

  function assertHidden(sinks: Readonly<Record<string, string>>): void {
    for (const [sink, content] of Object.entries(sinks))
      for (const [encoding, form] of Object.entries(encodings))
        for (const written of [form, JSON.stringify(form).slice(1, -1)])
          assert(!content.includes(written), `${encoding} in ${sink}: ${content.slice(0, 2_000)}`);
  }

  it('is in none of the sinks, neither while it runs nor when it is read again', async () => {
    const heard: EngineEvent[] = [];
    executions.onEvent(({ event }) => heard.push(event));
    const started = await executions.start({ text, file: join(folder, 'c.workflow.yaml'), inputs: { token: canary } });
    assert(started.ok, JSON.stringify(started));
    const { status, nodes } = await executions.finished(started.value);
    assert.deepEqual([status, nodes['tells']?.status, nodes['fails']?.status], ['failed', 'completed', 'failed']);
    assert.equal(heard.filter(({ type }) => type === 'agentLogged').length > 10, true);
    const sinks = await sinksOf(started.value, heard);
    // They were there to be hidden.
    for (const sink of ['the event stream', 'the log', 'REST, the SDK, the command line', 'the inspector'])
      assert(sinks[sink]?.includes('***'), `${sink}: ${String(sinks[sink])}`);
    assertHidden(sinks);

    executions.dispose();
    executions = open();
    assertHidden(await sinksOf(started.value, await executions.events(started.value)));
  });
});
