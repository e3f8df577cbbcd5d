/** Plays a workflow on virtual time with mocks written as the mocks file has them. */
import assert from 'node:assert/strict';
import type { JsonValue } from '../../../src/base/json.ts';
import { type Mocks, parseMocks } from '../../../src/engine/mocks.ts';
import { simulate, type SimulateOptions, type Simulation } from '../../../src/engine/simulate.ts';
import type { NodeSnapshot } from '../../../src/protocol/execution.ts';
import { plain, type Sketch, workflow } from './build.ts';

export interface Played extends Simulation {
  readonly status: string;
  readonly output: JsonValue;
  /** `id=status` of all nodes, in the file's order. */
  readonly nodes: string;
  readonly node: (id: string) => NodeSnapshot;
}

export function mocksOf(value: JsonValue): Mocks {
  const mocks = parseMocks(value);
  assert(mocks.ok, mocks.ok ? '' : mocks.error.map(({ message }) => message).join('\n'));
  return mocks.value;
}

export async function play(
  sketch: Sketch,
  nodes: Readonly<Record<string, JsonValue>> = {},
  options: Partial<SimulateOptions> & { readonly cancelAt?: number } = {},
): Promise<Played> {
  const { cancelAt, ...rest } = options;
  const mocks = mocksOf({ nodes: { ...nodes }, ...(cancelAt !== undefined && { cancel_at_seconds: cancelAt }) });
  const simulation = await simulate(workflow(sketch), { inputs: {}, mocks, ...rest });
  const { snapshot } = simulation;
  return {
    ...simulation,
    status: snapshot.status,
    output: plain(snapshot.output),
    nodes: Object.entries(snapshot.nodes)
      .map(([id, { status }]) => `${id}=${status}`)
      .join(' '),
    node(id) {
      const node = snapshot.nodes[id];
      assert(node, id);
      return plain(node);
    },
  };
}
