/** The tutorial's steps as they ship: the commands of docs/server.md, as a shell runs them, and what they define. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** What a command made and what it was made by. */
export interface Commanded {
  readonly executionId: string;
  readonly result: Record<string, unknown>;
  /** The workflow as a file of its own, with its agents in it. */
  readonly workflow: string;
  readonly inputs: Record<string, string>;
}

export function hasCurl(): boolean {
  return process.platform !== 'win32' && spawnSync('curl', ['--version']).status === 0;
}

/**
 * Runs them all: agents, workflow, execution, watching.
 *
 * @param root the project's folder
 * @param server its address without a path
 * @param api where the sample's API answers, in place of http://127.0.0.1:8787
 */
export async function runCommands(root: string, server: string, api = 'http://127.0.0.1:8787'): Promise<Commanded> {
  const page = readFileSync(path.join(root, 'docs/server.md'), 'utf8');
  const blocks = [...page.matchAll(/^```bash\n([\s\S]*?)^```/gm)].map(([, block]) =>
    (block ?? '').replaceAll('http://localhost:8000', server).replaceAll('http://127.0.0.1:8787', api),
  );
  assert.equal(blocks.length, 4);
  const [agents = '', workflow = '', execution = '', watching = ''] = blocks;
  await inShell(agents);
  const { id: workflowId } = JSON.parse(await inShell(workflow)) as { id: string };
  const started = JSON.parse(await inShell(execution.replace('<workflow_id>', workflowId))) as Record<string, unknown>;
  assert.match(String(started['status']), /^(pending|running|completed)$/);
  const executionId = String(started['id']);
  const told = await inShell(watching.replaceAll('<execution_id>', executionId));
  assert.match(told, /^event: executionCompleted$/m);
  const [, last = ''] = told.split(/\n(?=\{"id")/);
  const [, result = ''] = /(\{"result":.*\})$/s.exec(last) ?? [];
  return {
    executionId,
    result: (JSON.parse(result) as Pick<Commanded, 'result'>).result,
    workflow: JSON.stringify({ ...bodyOf(workflow), agents: agentsOf(agents) }),
    inputs: bodyOf(execution)['inputs'] as Record<string, string>,
  };
}

async function inShell(script: string): Promise<string> {
  const child = spawn('sh', ['-e'], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(script.replaceAll('curl ', 'curl --fail-with-body --no-progress-meter '));
  const [out, code] = await Promise.all([text(child.stdout), new Promise((resolve) => child.on('close', resolve))]);
  assert.equal(code, 0, `${script}\n${out}`);
  return out;
}

function bodyOf(command: string): Record<string, unknown> {
  const [, body = ''] = /-d '(.*?)'/s.exec(command) ?? [];
  return JSON.parse(body) as Record<string, unknown>;
}

/** By their names, as the workflow names them. */
function agentsOf(commands: string): Record<string, unknown> {
  const bodies = commands.split(/^(?=curl )/m).map(bodyOf);
  return Object.fromEntries(bodies.map(({ name, capabilities }) => [String(name), { capabilities }]));
}

/** Of a result with answers of HTTP servers: their dates differ. */
export function withoutDates(output: unknown): unknown {
  return JSON.parse(JSON.stringify(output).replaceAll(/"date":"[^"]*"/g, '"date":""'));
}
