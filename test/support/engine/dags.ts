/** Task graphs of other projects, from the shared test data beside the repository; it may be missing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { JsonValue } from '../../../src/base/json.ts';
import { end, fork, join, type NodeSketch, type Sketch, start, task } from './build.ts';

export interface Dag {
  readonly id: string;
  readonly name: string;
  /** Id and duration in milliseconds. */
  readonly tasks: readonly (readonly [string, number])[];
  readonly edges: readonly (readonly [string, string])[];
  readonly stats: { readonly critical_path_ms: number; readonly total_work_ms: number };
  readonly expected: {
    readonly status: string;
    readonly makespan_ms_unlimited: number;
    /** By the number of attempts at the same time. */
    readonly makespan_ms_lower_bound: Readonly<Record<string, number>>;
  };
}

/** The workflow vocabulary, as a file says it. */
export interface Gateways {
  readonly name: string;
  readonly nodes: readonly {
    readonly id: string;
    readonly type: 'start' | 'end' | 'agent_task' | 'parallel_gateway';
    readonly gateway_type?: 'fork' | 'join';
  }[];
  readonly edges: readonly { readonly source: string; readonly target: string }[];
}

const folder = new URL('../../../../shared/cases/', import.meta.url);

export const dagsAreThere = existsSync(new URL('dags/', folder)) && existsSync(new URL('toGateways.mjs', folder));

/** The smallest first. */
export function loadDags(): readonly Dag[] {
  const files = readdirSync(new URL('dags/', folder)).filter((name) => name.endsWith('.json'));
  return files
    .map((name) => JSON.parse(readFileSync(new URL(`dags/${name}`, folder), 'utf8')) as Dag)
    .sort((a, b) => a.tasks.length - b.tasks.length || (a.id < b.id ? -1 : 1));
}

export async function gatewaysOf(dag: Dag): Promise<Gateways> {
  const module = (await import(new URL('toGateways.mjs', folder).href)) as { toGateways: (dag: Dag) => Gateways };
  return module.toGateways(dag);
}

/** @param maxConcurrency the engine itself knows no upper limit; a file may say up to 1,000 */
export function sketchOf({ nodes, edges }: Gateways, maxConcurrency: number): Sketch {
  const kinds: Readonly<Record<string, NodeSketch>> = {
    start,
    end,
    agent_task: task(),
    fork: fork(),
    join: join({ mode: 'all' }),
  };
  return {
    nodes: Object.fromEntries(
      nodes.map(({ id, type, gateway_type }) => [id, kinds[gateway_type ?? type] ?? task()] as const),
    ),
    edges: edges.map(({ source, target }) => [source, target] as const),
    definition: { maxConcurrency },
  };
}

/** Each task takes its time. */
export function durationsOf({ tasks }: Dag): Record<string, JsonValue> {
  return Object.fromEntries(tasks.map(([id, ms]) => [id, { delay_seconds: ms / 1000 }]));
}
