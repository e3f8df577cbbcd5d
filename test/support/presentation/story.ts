/** Executions at any moment of their life, from the simulator: what the presentation is tested on. */
import assert from 'node:assert/strict';
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { storedSnapshot } from '../../../src/engine/journal/replay.ts';
import { simulate } from '../../../src/engine/simulate.ts';
import { executionRow, type RowContext } from '../../../src/presentation/executionRows.ts';
import { type Outline, outlineOf } from '../../../src/presentation/outline.ts';
import { renderRows } from '../../../src/presentation/row.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { readMocks } from '../../../src/sdk/mocks.ts';
import { yamlWorkflow } from '../engine/yaml.ts';

/** A workflow of tasks whose settings matter to nobody: `a > b` is an edge; ids with `fork` and `join` are gateways. */
export function sketch(edges: string, more = ''): string {
  const pairs = edges
    .trim()
    .split(/\s*[\n,]\s*/)
    .flatMap((line) => {
      const ids = line.split(/\s*>\s*/);
      return ids.slice(1).map((target, index) => [ids[index] ?? '', target] as const);
    });
  const ids = [...new Set(pairs.flat())];
  const nodes = ids.map((id) => `  - { id: ${id}, ${typeOf(id)} }`);
  const lines = pairs.map(([source, target]) => `  - { source: ${source}, target: ${target} }`);
  return `name: sketch
${more}agents: { worker: { uses: http, with: { url: "http://127.0.0.1/" } } }
nodes:
${nodes.join('\n')}
edges:
${lines.join('\n')}
`;
}

function typeOf(id: string): string {
  if (id.startsWith('fork')) return 'type: parallel_gateway, gateway_type: fork';
  if (id.startsWith('join')) return 'type: parallel_gateway, gateway_type: join';
  return id === 'start' || id === 'end' ? `type: ${id}` : 'type: agent_task, agent_id: worker';
}

export class Story {
  readonly workflow: ExecutableWorkflow;
  readonly events: readonly EngineEvent[];
  readonly outline: Outline;

  private constructor(workflow: ExecutableWorkflow, events: readonly EngineEvent[]) {
    this.workflow = workflow;
    this.events = events;
    this.outline = outlineOf(workflow);
  }

  /** @param mocks text of a mocks file. @param files texts of subworkflows by path */
  static async of(
    text: string,
    mocks = 'default: { delay_seconds: 1 }',
    files: Readonly<Record<string, string>> = {},
  ): Promise<Story> {
    const workflow = yamlWorkflow(text, files);
    const read = readMocks(mocks);
    assert(read.ok, JSON.stringify(read));
    const { events } = await simulate(workflow, { inputs: {}, mocks: read.value, executionId: 'one' });
    return new Story(workflow, events);
  }

  /** The execution after so much time; `free`: nobody works on it any more. */
  at(ms: number, state: 'owned' | 'free' = 'owned'): ExecutionSnapshot {
    const definition = {
      ...{ execution_id: 'one', text: this.workflow.text, file: '/work/flow.workflow.yaml' },
      ...{ inputs: {}, seed: 1, created_ms: 0 },
    };
    const events = this.events.filter((event) => event.time_ms <= ms);
    return storedSnapshot({ id: 'one', definition, events, state }, this.workflow);
  }

  /** Its rows at that time as text. */
  rowsAt(ms: number, state: 'owned' | 'free' = 'owned', context: Partial<RowContext> = {}): string {
    return renderRows([executionRow(this.at(ms, state), this.outline, contextAt(ms, context))]);
  }
}

export function contextAt(wallMs: number, context: Partial<RowContext> = {}): RowContext {
  return { wallMs, formatTime: () => '14:03', elsewhere: false, silent: false, expanded: false, ...context };
}
