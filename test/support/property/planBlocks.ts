/** Arbitrary blocks within blocks: what plans are assembled of. */
import fc from 'fast-check';
import type { Features } from './planFeatures.ts';
import type { Flow, ForkNode, JoinNode, PlanStep, SubworkflowNode, TaskNode } from './plan.ts';
import {
  approvals,
  type Condition,
  forEachs,
  forks,
  joins,
  literalCondition,
  moment,
  mostlyAbsent,
  rarely,
  tasks,
} from './planSteps.ts';

/**
 * What else leaves a node: an edge to a task for a failure, `on: always` in place of success, a task at the side that nothing
 * follows, an end of its own.
 */
export type Handler = 'none' | 'failure' | 'always' | 'side' | 'exit' | 'exitOnFailure' | 'terminate';

/** A node that takes time; a task's output comes with its id. */
export type Step = Exclude<PlanStep, TaskNode> | Omit<TaskNode, 'output'>;

export type Block =
  | {
      readonly kind: 'step';
      readonly step: Step;
      readonly helper: Omit<TaskNode, 'output'>;
      readonly handler: Handler;
      readonly condition: Condition;
    }
  | { readonly kind: 'sequence'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'fork';
      readonly fork: ForkNode;
      readonly join: JoinNode;
      readonly branches: readonly Branch[];
      readonly direct: boolean;
      /** The join asks for more than there is. */
      readonly beyond: boolean;
      /** A second join that takes from every branch too, and whose output joins the first one's. */
      readonly second?: JoinNode;
    }
  | { readonly kind: 'choice'; readonly branches: readonly Branch[]; readonly otherwise: number };

export interface Branch {
  readonly block: Block;
  readonly condition: Condition;
}

type Flows = (depth: number) => fc.Arbitrary<Flow>;

/** @param flows what subworkflows hold */
export function blocks(depth: number, features: Features, flows: Flows): fc.Arbitrary<Block> {
  const step = steps(depth, features, flows);
  if (depth === 0) return fc.oneof({ weight: 3, arbitrary: step }, { weight: 1, arbitrary: sequence(step) });
  const inner = blocks(depth - 1, features, flows);
  const branch = (condition: fc.Arbitrary<Condition>): fc.Arbitrary<Branch> => fc.record({ block: inner, condition });
  const fork: fc.Arbitrary<Block> = fc
    .record({
      kind: fc.constant('fork' as const),
      fork: forks,
      join: joins,
      branches: fc.array(branch(literalCondition), { minLength: 1, maxLength: 4 }),
      direct: rarely(7),
      beyond: features.beyond ? rarely(12) : fc.constant(false),
      more: fc.option(joins, { freq: 8 }),
    })
    .map(({ more, ...block }) => ({ ...block, ...(more && { second: more }) }));
  const choice: fc.Arbitrary<Block> = fc.record({
    kind: fc.constant('choice' as const),
    branches: fc.array(branch(fc.constantFrom(undefined, true, false, false)), { minLength: 1, maxLength: 3 }),
    otherwise: fc.oneof({ weight: 6, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.constant(-1) }),
  });
  return fc.oneof(
    { weight: 3, arbitrary: step },
    { weight: 5, arbitrary: fork },
    { weight: 1, arbitrary: choice },
    { weight: 2, arbitrary: sequence(inner) },
  );
}

export function sequence(inner: fc.Arbitrary<Block>): fc.Arbitrary<Block> {
  return fc.record({
    kind: fc.constant('sequence' as const),
    blocks: fc.array(inner, { minLength: 1, maxLength: 3 }),
  });
}

function steps(depth: number, features: Features, flows: Flows): fc.Arbitrary<Block> {
  const delays = fc.record({ kind: fc.constant('delay' as const), ms: moment });
  const subworkflows = (): fc.Arbitrary<SubworkflowNode> =>
    fc.record({
      kind: fc.constant('subworkflow' as const),
      flow: flows(depth - 1),
      given: fc.constantFrom('received', 'number', 'number', 'text'),
    });
  const kinds: { readonly weight: number; readonly arbitrary: fc.Arbitrary<Step> }[] = [
    { weight: 10, arbitrary: tasks },
    { weight: 1, arbitrary: delays },
  ];
  if (features.approval) kinds.push({ weight: 1, arbitrary: approvals });
  if (features.forEach) kinds.push({ weight: 3, arbitrary: forEachs(features.beyond) });
  if (features.subworkflow && depth > 0) kinds.push({ weight: 3, arbitrary: subworkflows() });
  return fc.record({
    kind: fc.constant('step' as const),
    step: fc.oneof(...kinds),
    helper: tasks,
    handler: fc.constantFrom(
      ...([
        'none',
        'none',
        'none',
        'none',
        'none',
        'none',
        'none',
        'none',
        'failure',
        'failure',
        'always',
        'side',
      ] as const),
      ...(['exit', 'exitOnFailure', 'terminate'] as const),
    ),
    condition: mostlyAbsent,
  });
}
