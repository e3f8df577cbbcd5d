/** Random sketches: any graphs of a few nodes, and graphs whose forks, gateways and joins nest. */
import fc from 'fast-check';
import type { Condition, EdgeSketch, NodeSketch, Sketch } from './sketch.ts';

const mode = fc.constantFrom<Exclude<NodeSketch['mode'], undefined>>(
  ...(['all', 'any', 'n_of_m', 'majority', 'all_settled', 'race'] as const),
);

const join: fc.Arbitrary<NodeSketch> = fc
  .tuple(mode, fc.integer({ min: 1, max: 3 }))
  .map(([chosen, count]): NodeSketch => ({
    kind: 'join',
    mode: chosen,
    ...(chosen === 'n_of_m' && { count }),
  }));

const inner: fc.Arbitrary<NodeSketch> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<NodeSketch>({ kind: 'task' }, { kind: 'continues' }) },
  { weight: 2, arbitrary: fc.constant<NodeSketch>({ kind: 'fork' }) },
  { weight: 3, arbitrary: fc.constant<NodeSketch>({ kind: 'gateway' }) },
  { weight: 4, arbitrary: join },
);

const condition: fc.Arbitrary<Condition | undefined> = fc.oneof(
  { weight: 7, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.constantFrom<Condition>('free', 'free', 'true', 'false', 'a', 'b') },
);

const on = fc.oneof(
  { weight: 7, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.constantFrom<'failure' | 'always'>('failure', 'always') },
);

/** Every node but the first is led to by one or more earlier ones; the last is the end. */
export const anySketch: fc.Arbitrary<Sketch> = fc.array(inner, { minLength: 2, maxLength: 7 }).chain((middle) => {
  const nodes: NodeSketch[] = [{ kind: 'start' }, ...middle, { kind: 'end' }];
  const into = nodes.slice(1).map((_, index) =>
    fc.array(fc.record({ source: fc.integer({ min: 0, max: index }), on, condition, default: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    }),
  );
  return fc.tuple(...into).map((lists): Sketch => ({
    nodes,
    edges: lists.flatMap((list, index) => list.map((edge) => edgeOf(edge, index + 1, nodes))),
  }));
});

function edgeOf(
  edge: { source: number; on?: EdgeSketch['on']; condition: Condition | undefined; default: boolean },
  target: number,
  nodes: readonly NodeSketch[],
): EdgeSketch {
  const isDefault =
    edge.default && edge.on === undefined && edge.condition === undefined && nodes[edge.source]?.kind === 'gateway';
  return {
    source: edge.source,
    target,
    ...(edge.on !== undefined && { on: edge.on }),
    ...(edge.condition !== undefined && { condition: edge.condition }),
    ...(isDefault && { default: true }),
  };
}

/** What nests: a task, one thing behind another, or ways that part at one node and meet again in another. */
export type Block =
  | { readonly kind: 'task' }
  | { readonly kind: 'row'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'ways';
      readonly split: 'fork' | 'gateway' | 'task' | 'failing';
      readonly meet: NodeSketch;
      readonly ways: readonly (Block | undefined)[];
      readonly conditions: readonly (Condition | undefined)[];
    };

const { block } = fc.letrec<{ block: Block; ways: Block }>((tie) => ({
  ways: fc.record({
    kind: fc.constant('ways' as const),
    split: fc.constantFrom('fork', 'fork', 'gateway', 'gateway', 'task', 'failing'),
    meet: fc.oneof(join, fc.constant<NodeSketch>({ kind: 'task' })),
    ways: fc.array(fc.option(tie('block'), { nil: undefined, freq: 5 }), { minLength: 2, maxLength: 3 }),
    conditions: fc.array(condition, { minLength: 3, maxLength: 3 }),
  }),
  block: fc.oneof(
    { depthSize: 'small' },
    fc.constant<Block>({ kind: 'task' }),
    fc.record({ kind: fc.constant('row' as const), blocks: fc.array(tie('block'), { minLength: 2, maxLength: 2 }) }),
    tie('ways'),
    tie('ways'),
  ),
}));

export const nestedSketch: fc.Arbitrary<Sketch> = fc.tuple(block, block).map((blocks) => {
  const nodes: NodeSketch[] = [{ kind: 'start' }];
  const edges: EdgeSketch[] = [];
  const add = (node: NodeSketch, from: Loose): number => {
    const target = nodes.push(node) - 1;
    edges.push(...from.map((edge) => ({ ...edge, target })));
    return target;
  };
  const end = place({ kind: 'row', blocks }, [{ source: 0 }], add);
  add({ kind: 'end' }, end);
  return { nodes, edges };
});

/** Edges that do not lead anywhere yet. */
type Loose = readonly Omit<EdgeSketch, 'target'>[];

function place(what: Block, from: Loose, add: (node: NodeSketch, from: Loose) => number): Loose {
  switch (what.kind) {
    case 'task':
      return [{ source: add({ kind: 'task' }, from) }];
    case 'row':
      return what.blocks.reduce((before, each) => place(each, before, add), from);
    case 'ways': {
      const isFailing = what.split === 'failing';
      const kind = what.split === 'failing' ? 'task' : what.split;
      const source = add({ kind }, from);
      const loose = what.ways.flatMap((way, index) => {
        const drawn = what.conditions[index];
        // Behind an edge that a gateway always takes, or never, nothing is worth a word.
        const isDead = kind === 'gateway' && index + 1 < what.ways.length && (drawn ?? 'true') === 'true';
        const chosen = isDead || (kind === 'gateway' && drawn === 'false') ? 'free' : drawn;
        const edge = {
          source,
          ...(isFailing && index === 0 && { on: 'failure' as const }),
          ...(chosen !== undefined && { condition: chosen }),
        };
        return way ? place(way, [edge], add) : [edge];
      });
      return [{ source: add(what.meet, loose) }];
    }
  }
}
