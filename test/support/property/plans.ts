/** Arbitrary plans: blocks within blocks, made into nodes and edges, some extra edges across, and the file's order shuffled. */
import fc from 'fast-check';
import type { ForkNode, JoinNode, Plan, PlanEdge, PlanNode, Retries, TaskNode } from './plan.ts';

type Handler = 'none' | 'failure' | 'always' | 'side';
type Condition = PlanEdge['condition'];

type Block =
  | {
      readonly kind: 'task';
      readonly task: Omit<TaskNode, 'kind' | 'output'>;
      readonly handler: Handler;
      readonly condition: Condition;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'sequence'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'fork';
      readonly fork: ForkNode;
      readonly join: JoinNode;
      readonly branches: readonly Branch[];
      readonly direct: boolean;
    }
  | { readonly kind: 'choice'; readonly branches: readonly Branch[]; readonly otherwise: number };

interface Branch {
  readonly block: Block;
  readonly condition: Condition;
}

/** Few values, so that many things fall due at one instant. */
const moment = fc.integer({ min: 0, max: 8 }).map((tens) => tens * 10);

const retries: fc.Arbitrary<Retries> = fc.record(
  {
    max: fc.integer({ min: 0, max: 3 }),
    waitMs: moment,
    backoff: fc.constantFrom('fixed', 'linear', 'exponential'),
  },
  { requiredKeys: [] },
);

/** One time in `n`, else absent. */
const oneIn = <T>(n: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: n - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const mostlyAbsent: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 40, arbitrary: fc.constant(undefined) },
  { weight: 4, arbitrary: fc.constant(true) },
  { weight: 3, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant('broken' as const) },
);

const literalCondition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 14, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant(true) },
  { weight: 2, arbitrary: fc.constant(false) },
);

const taskSettings = fc
  .record({
    ms: moment,
    fails: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) }),
    retryable: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    retries: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: retries }),
    continues: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    attemptTimeoutMs: oneIn(
      8,
      fc.integer({ min: 1, max: 6 }).map((tens) => tens * 10),
    ),
    totalTimeoutMs: oneIn(
      8,
      fc.integer({ min: 2, max: 12 }).map((tens) => tens * 10),
    ),
  })
  .map(withoutUndefined);

const forkSettings = fc
  .record({
    kind: fc.constant('fork' as const),
    onFailure: fc.constantFrom(undefined, 'abort', 'continue', 'continue', 'drain'),
    retries,
    limit: oneIn(8, fc.integer({ min: 1, max: 2 })),
  })
  .map(withoutUndefined);

const joinSettings = fc
  .record({
    kind: fc.constant('join' as const),
    mode: fc.constantFrom('all', 'all', 'any', 'race', 'n_of_m', 'majority', 'all_settled'),
    count: oneIn(2, fc.integer({ min: 1, max: 4 })),
    percent: fc.integer({ min: 1, max: 100 }),
    remaining: fc.constantFrom('cancel', 'ignore', 'wait'),
    merge: fc.constantFrom(
      ...(['by_branch', 'by_branch', 'by_branch', 'collect_all', 'collect_all', 'first_result'] as const),
      ...(['aggregate', 'merge_dict'] as const),
    ),
    timeoutMs: oneIn(
      8,
      moment.map((ms) => ms + 10),
    ),
  })
  .map(withoutUndefined);

/** A key whose value may be undefined as a key that may be absent. */
type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function withoutUndefined<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Present<T>;
}

function blocks(depth: number): fc.Arbitrary<Block> {
  const task: fc.Arbitrary<Block> = fc.record({
    kind: fc.constant('task' as const),
    task: taskSettings,
    handler: fc.constantFrom('none', 'none', 'none', 'none', 'failure', 'always', 'side'),
    condition: mostlyAbsent,
  });
  const delay: fc.Arbitrary<Block> = fc.record({ kind: fc.constant('delay' as const), ms: moment });
  if (depth === 0)
    return fc.oneof(
      { weight: 8, arbitrary: task },
      { weight: 1, arbitrary: delay },
      {
        weight: 3,
        arbitrary: sequence(fc.oneof({ weight: 6, arbitrary: task }, { weight: 1, arbitrary: delay })),
      },
    );
  const inner = blocks(depth - 1);
  const branch = (condition: fc.Arbitrary<Condition>): fc.Arbitrary<Branch> => fc.record({ block: inner, condition });
  const fork: fc.Arbitrary<Block> = fc.record({
    kind: fc.constant('fork' as const),
    fork: forkSettings,
    join: joinSettings,
    branches: fc.array(branch(literalCondition), { minLength: 1, maxLength: 4 }),
    direct: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });
  const choice: fc.Arbitrary<Block> = fc.record({
    kind: fc.constant('choice' as const),
    branches: fc.array(branch(fc.constantFrom(undefined, true, false, false)), { minLength: 1, maxLength: 3 }),
    otherwise: fc.oneof({ weight: 6, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.constant(-1) }),
  });
  return fc.oneof(
    { weight: 3, arbitrary: task },
    { weight: 5, arbitrary: fork },
    { weight: 1, arbitrary: choice },
    { weight: 2, arbitrary: sequence(inner) },
  );
}

function sequence(inner: fc.Arbitrary<Block>): fc.Arbitrary<Block> {
  return fc.record({
    kind: fc.constant('sequence' as const),
    blocks: fc.array(inner, { minLength: 1, maxLength: 3 }),
  });
}

/** An edge that still needs its target. */
type Open = Omit<PlanEdge, 'target'>;

class Builder {
  readonly nodes: PlanNode[] = [];
  readonly edges: PlanEdge[] = [];

  add(node: PlanNode, incoming: readonly Open[]): string {
    this.nodes.push(node);
    for (const edge of incoming) this.edges.push({ ...edge, target: node.id });
    return node.id;
  }

  id(letter: string): string {
    return `${letter}${this.nodes.length}`;
  }

  /** Puts the block behind open edges, and gives those that leave it. */
  block(block: Block, incoming: readonly Open[]): readonly Open[] {
    switch (block.kind) {
      case 'task':
        return this.#task(block, incoming);
      case 'delay':
        return [open(this.add({ id: this.id('d'), kind: 'delay', ms: block.ms }, incoming))];
      case 'sequence':
        return block.blocks.reduce((edges, each) => this.block(each, edges), incoming);
      case 'fork': {
        const fork = this.add({ ...block.fork, id: this.id('f') }, incoming);
        const arriving = block.branches.flatMap((branch) => this.block(branch.block, [open(fork, branch.condition)]));
        const direct = block.direct ? [open(fork)] : [];
        return [open(this.add({ ...block.join, id: this.id('j') }, [...direct, ...arriving]))];
      }
      case 'choice': {
        const choice = this.add({ id: this.id('x'), kind: 'choice' }, incoming);
        return block.branches.flatMap((branch, index) =>
          this.block(branch.block, [{ ...open(choice, branch.condition), isDefault: index === block.otherwise }]),
        );
      }
    }
  }

  #task({ task, handler, condition }: Extract<Block, { kind: 'task' }>, incoming: readonly Open[]): readonly Open[] {
    const id = this.#addTask(task, incoming);
    const next = { ...open(id, condition), on: handler === 'always' ? ('always' as const) : ('success' as const) };
    const helper = { ...task, fails: 0 };
    if (handler === 'failure') return [next, open(this.#addTask(helper, [{ ...open(id), on: 'failure' }]))];
    if (handler === 'side') this.#addTask(helper, [open(id)]);
    return [next];
  }

  #addTask(task: Omit<TaskNode, 'kind' | 'output'>, incoming: readonly Open[]): string {
    const id = this.id('t');
    return this.add(
      {
        ...task,
        kind: 'task',
        id,
        output: this.nodes.length % 3 === 0 ? { [id]: this.nodes.length, last: id } : this.nodes.length,
      },
      incoming,
    );
  }
}

function open(source: string, condition?: Condition): Open {
  return { source, on: 'success', isDefault: false, ...(condition !== undefined && { condition }) };
}

/** @param crossings pairs of places; each becomes an edge between two nodes that have none yet, forward, so that no cycle comes */
function assemble(block: Block, crossings: readonly (readonly [number, number])[]): Pick<Plan, 'nodes' | 'edges'> {
  const builder = new Builder();
  const first = builder.add({ id: 'start', kind: 'start' }, []);
  builder.add({ id: 'end', kind: 'end' }, builder.block(block, [open(first)]));
  const { nodes, edges } = builder;
  for (const [a, b] of crossings) {
    const source = nodes[1 + (Math.min(a, b) % Math.max(1, nodes.length - 2))];
    const target = nodes[1 + (Math.max(a, b) % Math.max(1, nodes.length - 2))];
    if (!source || !target || nodes.indexOf(source) >= nodes.indexOf(target)) continue;
    if (source.kind === 'choice' || source.kind === 'end') continue;
    if (edges.some((edge) => edge.source === source.id && edge.target === target.id)) continue;
    edges.push({ ...open(source.id), target: target.id });
  }
  return { nodes: nodes.map((node) => (node.kind === 'join' ? possible(node, edges) : node)), edges };
}

/** A count that the branches can reach; the editor reports any other (`join-never-fires`). */
function possible(node: JoinNode & { readonly id: string }, edges: readonly PlanEdge[]): PlanNode {
  const branches = edges.filter(({ target }) => target === node.id).length;
  return node.count === undefined ? node : { ...node, count: Math.min(node.count, branches) };
}

/** The same list in another order; 0 leaves it. */
function shuffled<T>(list: readonly T[], seed: number): readonly T[] {
  if (seed === 0) return list;
  const left = [...list];
  const taken: T[] = [];
  for (let state = seed; left.length > 0; state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0)
    taken.push(...left.splice((state >>> 8) % left.length, 1));
  return taken;
}

export interface PlanOptions {
  readonly depth: number;
}

export function plans({ depth }: PlanOptions): fc.Arbitrary<Plan> {
  return fc
    .record({
      block: sequence(blocks(depth)),
      crossings: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 3 }) },
      ),
      order: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(1_000_000) }),
      onFailure: fc.constantFrom(
        undefined,
        'abort' as const,
        'continue' as const,
        'continue' as const,
        'drain' as const,
      ),
      limit: fc.oneof(
        { weight: 2, arbitrary: fc.constant(100) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
      ),
      retries: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: retries }),
      timeoutMs: oneIn(
        10,
        moment.map((ms) => ms * 2 + 20),
      ),
      cancelMs: oneIn(
        10,
        moment.map((ms) => ms * 2 + 5),
      ),
    })
    .map(({ block, crossings, order, ...rest }) => {
      const { nodes, edges } = assemble(block, crossings);
      return {
        ...withoutUndefined(rest),
        nodes: shuffled(nodes, order),
        edges: shuffled(edges, order),
      };
    });
}
