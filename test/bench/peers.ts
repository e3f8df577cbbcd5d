/** Others' engines: each executes the same fork of the same functions, the agents' floor. */
import { randomUUID } from 'node:crypto';
import type { Case } from './measure.ts';
import { load } from './peerPackages.ts';
import { idle } from './shapes.ts';

interface EffectModule {
  readonly Effect: {
    tryPromise(agent: { try(signal: AbortSignal): Promise<unknown>; catch(error: unknown): unknown }): unknown;
    all(effects: readonly unknown[], options: { readonly concurrency: 'unbounded' }): unknown;
    runPromise(effect: unknown): Promise<unknown>;
  };
}

/** Its functions can fail and be stopped, as agents can. */
export async function effectFork(count: number): Promise<Case> {
  const { Effect } = await load<EffectModule>('effect');
  const agent = {
    try: (signal: AbortSignal) => (signal.aborted ? Promise.reject(new Error('It was aborted')) : idle()),
    catch: (error: unknown) => error,
  };
  return () =>
    Effect.runPromise(
      Effect.all(
        Array.from({ length: count + 1 }, () => Effect.tryPromise(agent)),
        { concurrency: 'unbounded' },
      ),
    );
}

interface PGraphModule {
  readonly PGraph: new (
    nodes: Readonly<Record<string, { readonly run: () => Promise<unknown> }>>,
    dependencies: readonly (readonly [string, string])[],
  ) => { run(): Promise<void> };
}

export async function pGraphFork(count: number): Promise<Case> {
  const { PGraph } = await load<PGraphModule>('p-graph');
  const branches = Array.from({ length: count }, (_, index) => `b${index}`);
  const nodes = Object.fromEntries(['start', ...branches, 'merge'].map((id) => [id, { run: idle }]));
  const dependencies = branches.flatMap((id) => [['start', id] as const, [id, 'merge'] as const]);
  return () => new PGraph(nodes, dependencies).run();
}

interface LangGraphModule {
  readonly START: string;
  readonly END: string;
  readonly Annotation: ((settings: unknown) => unknown) & { Root(channels: unknown): unknown };
  readonly StateGraph: new (state: unknown) => LangGraphBuilder;
}

interface LangGraphBuilder {
  addNode(id: string, run: () => Promise<unknown>): void;
  addEdge(source: string | readonly string[], target: string): void;
  compile(settings: { readonly checkpointer?: unknown }): {
    invoke(input: unknown, settings: unknown): Promise<unknown>;
  };
}

/** @param checkpointer where it keeps its state; without one it keeps none */
export async function langGraphFork(count: number, checkpointer?: unknown): Promise<Case> {
  const { START, END, Annotation, StateGraph } = await load<LangGraphModule>('@langchain/langgraph');
  const merged = (a: readonly unknown[], b: readonly unknown[]): readonly unknown[] => [...a, ...b];
  const builder = new StateGraph(
    Annotation.Root({ results: Annotation({ reducer: merged, default: (): readonly unknown[] => [] }) }),
  );
  const branches = Array.from({ length: count }, (_, index) => `b${index}`);
  const run = async (): Promise<unknown> => {
    await idle();
    return { results: [null] };
  };
  builder.addNode('merge', run);
  for (const id of branches) {
    builder.addNode(id, run);
    builder.addEdge(START, id);
  }
  builder.addEdge(branches, 'merge');
  builder.addEdge('merge', END);
  const graph = builder.compile(checkpointer === undefined ? {} : { checkpointer });
  return () => graph.invoke({ results: [] }, { recursionLimit: 100, configurable: { thread_id: randomUUID() } });
}
