/** Arbitrary plans: blocks within blocks, made into nodes and edges, some extra edges across, and the file's order shuffled. */
import fc from 'fast-check';
import { everything, type Features } from './planFeatures.ts';
import { type Act, type Flow, type JoinNode, type Plan, type PlanEdge, type PlanNode, type TaskNode } from './plan.ts';
import { type Block, blocks, sequence } from './planBlocks.ts';
import { type Condition, moment, oneIn, onFailures, rarely, retries, withoutUndefined } from './planSteps.ts';

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
      case 'step':
        return this.#step(block, incoming);
      case 'sequence':
        return block.blocks.reduce((edges, each) => this.block(each, edges), incoming);
      case 'fork':
        return this.#fork(block, incoming);
      case 'choice': {
        const choice = this.add({ id: this.id('x'), kind: 'choice' }, incoming);
        return block.branches.flatMap((branch, index) =>
          this.block(branch.block, [{ ...open(choice, branch.condition), isDefault: index === block.otherwise }]),
        );
      }
    }
  }

  #fork(block: Extract<Block, { kind: 'fork' }>, incoming: readonly Open[]): readonly Open[] {
    const fork = this.add({ ...block.fork, id: this.id('f') }, incoming);
    const branches = block.branches.map((branch) => this.block(branch.block, [open(fork, branch.condition)]));
    const direct = block.direct ? [open(fork)] : [];
    const arriving = [...direct, ...branches.flat()];
    const join = (plan: JoinNode): string => {
      const most = plan.count === undefined ? {} : { count: Math.min(plan.count, arriving.length) };
      const count = block.beyond ? { mode: 'n_of_m' as const, count: arriving.length + 1 } : most;
      return this.add({ ...plan, ...count, id: this.id('j') }, arriving);
    };
    const first = join(block.join);
    return block.second ? [open(first), open(join(block.second))] : [open(first)];
  }

  #step({ step, helper, handler, condition }: Extract<Block, { kind: 'step' }>, incoming: readonly Open[]): Open[] {
    const id = step.kind === 'task' ? this.#addTask(step, incoming) : this.#add(step, incoming);
    const next = { ...open(id, condition), on: handler === 'always' ? ('always' as const) : ('success' as const) };
    const onFailure = { ...open(id), on: 'failure' as const };
    if (handler === 'failure') return [next, open(this.#addTask({ ...helper, fails: 0 }, [onFailure]))];
    if (handler === 'side') this.#addTask(helper, [open(id)]);
    if (handler === 'exit') this.add({ id: this.id('e'), kind: 'end' }, [open(id)]);
    if (handler === 'exitOnFailure') this.add({ id: this.id('e'), kind: 'end' }, [onFailure]);
    if (handler === 'terminate') this.add({ id: this.id('e'), kind: 'end', terminate: true }, [open(id)]);
    return [next];
  }

  #add(
    step: Exclude<PlanNode, TaskNode> extends infer T ? Omit<T, 'id'> & { kind: PlanNode['kind'] } : never,
    incoming: readonly Open[],
  ): string {
    const letters: Partial<Record<PlanNode['kind'], string>> = {
      delay: 'd',
      approval: 'a',
      for_each: 'i',
      subworkflow: 's',
    };
    return this.add({ ...step, id: this.id(letters[step.kind] ?? 'n') } as PlanNode, incoming);
  }

  #addTask(task: Omit<TaskNode, 'output'>, incoming: readonly Open[]): string {
    const id = this.id('t');
    const number = this.nodes.length;
    return this.add({ ...task, id, output: number % 3 === 0 ? { [id]: number, last: id } : number }, incoming);
  }
}

function open(source: string, condition?: Condition): Open {
  return { source, on: 'success', isDefault: false, ...(condition !== undefined && { condition }) };
}

/** @param crossings pairs of places; each becomes an edge between two nodes that have none yet, forward, so that no cycle comes */
function assemble(block: Block, crossings: readonly (readonly [number, number])[]): Pick<Flow, 'nodes' | 'edges'> {
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
  return { nodes, edges };
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
  readonly features?: Features;
  /** Only what a simulation's mocks can say: no pause, no branch. */
  readonly mocked?: boolean;
}

export function plans({ depth, features = everything, mocked = false }: PlanOptions): fc.Arbitrary<Plan> {
  const allowed = mocked ? { ...features, pause: false, cancelBranch: false } : features;
  return fc
    .record({
      flow: flows(depth, allowed),
      cancelMs: oneIn(
        10,
        moment.map((ms) => ms * 2 + 5),
      ),
      wishes: oneIn(5, wishes),
    })
    .map(({ flow, cancelMs, wishes }) => {
      const acts = wishes ? actsOf(flow, wishes, allowed, mocked) : [];
      return { ...flow, ...withoutUndefined({ cancelMs }), ...(acts.length > 0 && { acts }) };
    });
}

function flows(depth: number, features: Features): fc.Arbitrary<Flow> {
  return fc
    .record({
      block: sequence(blocks(depth, features, (inner) => flows(inner, features))),
      crossings: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 3 }) },
      ),
      order: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(1_000_000) }),
      onFailure: onFailures,
      limit: fc.oneof(
        { weight: 2, arbitrary: fc.constant(100) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
      ),
      retries: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: retries }),
      timeoutMs: oneIn(
        10,
        fc.tuple(moment, fc.constantFrom(0, 6)).map(([ms, more]) => ms * 2 + 20 + more),
      ),
      wantsNumber: rarely(4),
      output: oneIn(8, fc.nat(40)),
    })
    .map(({ block, crossings, order, wantsNumber, output, ...rest }) => {
      const { nodes, edges } = assemble(block, crossings);
      const told = output === undefined ? undefined : nodes[output % nodes.length];
      return {
        ...withoutUndefined(rest),
        nodes: shuffled(nodes, order),
        edges: shuffled(edges, order),
        ...(wantsNumber && { wantsNumber }),
        ...(told && { outputs: told.id }),
      };
    });
}

/** What the user would like to do, before it is known to what. */
interface Wishes {
  readonly pauses: readonly (readonly [fromMs: number, forMs: number])[];
  readonly nodes: readonly (readonly [place: number, atMs: number])[];
  readonly branches: readonly (readonly [place: number, atMs: number])[];
}

const wishes: fc.Arbitrary<Wishes> = fc.record({
  pauses: fc.array(fc.tuple(moment, moment), { maxLength: 2 }),
  nodes: fc.array(fc.tuple(fc.nat(60), moment), { maxLength: 2 }),
  branches: fc.array(fc.tuple(fc.nat(60), moment), { maxLength: 1 }),
});

/** At instants at which nothing else falls due, and one by one. */
function actsOf(flow: Flow, wishes: Wishes, features: Features, mocked: boolean): Act[] {
  const ids: string[] = [];
  const branches: { readonly fork: string; readonly node: string }[] = [];
  visitFlows(flow, '', (each, prefix) => {
    for (const { id, kind } of each.nodes) if (!mocked || !isMockedWhole(kind)) ids.push(prefix + id);
    for (const { source, target } of each.edges)
      if (
        each.nodes.some(({ id, kind }) => id === source && kind === 'fork') &&
        each.edges.filter((edge) => edge.target === target).length === 1
      )
        branches.push({ fork: prefix + source, node: prefix + target });
  });
  const acts: Act[] = [];
  if (features.pause)
    wishes.pauses.forEach(([fromMs, forMs], index) => {
      acts.push(
        { atMs: fromMs + index * 200 + 1, kind: 'pause' },
        { atMs: fromMs + forMs + index * 200 + 2, kind: 'resume' },
      );
    });
  if (features.cancelNode)
    wishes.nodes.forEach(([place, atMs], index) => {
      const node = ids[place % ids.length]!;
      if (!acts.some((act) => act.kind === 'cancelNode' && act.node === node))
        acts.push({ atMs: atMs + 7 + index, kind: 'cancelNode', node });
    });
  if (features.cancelBranch && branches.length > 0)
    for (const [place, atMs] of wishes.branches)
      acts.push({ atMs: atMs + 9, kind: 'cancelBranch', ...branches[place % branches.length]! });
  return acts;
}

/** A mock of its own, be it only for a cancel, stands for all that its agent or its file does. */
function isMockedWhole(kind: PlanNode['kind']): boolean {
  return kind === 'for_each' || kind === 'subworkflow';
}

function visitFlows(flow: Flow, prefix: string, visit: (flow: Flow, prefix: string) => void): void {
  visit(flow, prefix);
  for (const node of flow.nodes) if (node.kind === 'subworkflow') visitFlows(node.flow, `${prefix}${node.id}/`, visit);
}
