/** Arbitrary nodes of plans, without their ids. */
import fc from 'fast-check';
import type { ApprovalNode, Behaviour, ForEachNode, ForkNode, JoinNode, PlanEdge, Retries, TaskNode } from './plan.ts';

export type Condition = PlanEdge['condition'];

/** Few values, so that many things fall due at one instant. */
export const moment = fc.integer({ min: 0, max: 8 }).map((tens) => tens * 10);

export const retries: fc.Arbitrary<Retries> = fc.record(
  {
    max: fc.integer({ min: 0, max: 3 }),
    waitMs: moment,
    backoff: fc.constantFrom('fixed', 'linear', 'exponential'),
  },
  { requiredKeys: [] },
);

/** One time in `n`, else absent. */
export const oneIn = <T>(n: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: n - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

/** True one time in `n`. */
export const rarely = (n: number): fc.Arbitrary<boolean> =>
  fc.oneof({ weight: n - 1, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const tens = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max }).map((each) => each * 10);

export const onFailures = fc.constantFrom(
  undefined,
  'abort' as const,
  'continue' as const,
  'continue' as const,
  'drain' as const,
);

export const mostlyAbsent: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 40, arbitrary: fc.constant(undefined) },
  { weight: 4, arbitrary: fc.constant(true) },
  { weight: 3, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant('broken' as const) },
);

export const literalCondition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 14, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant(true) },
  { weight: 2, arbitrary: fc.constant(false) },
);

const fails = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
);

const trying = {
  retries: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: retries }),
  attemptTimeoutMs: oneIn(8, tens(1, 6)),
  totalTimeoutMs: oneIn(8, tens(2, 12)),
};

/** Its output comes with its id. */
export const tasks: fc.Arbitrary<Omit<TaskNode, 'output'>> = fc
  .record({
    kind: fc.constant('task' as const),
    ms: moment,
    fails,
    retryable: rarely(5).map((not) => !not),
    continues: rarely(8),
    ...trying,
  })
  .map(withoutUndefined);

const items: fc.Arbitrary<Behaviour> = fc.record({
  ms: moment,
  fails,
  retryable: rarely(5).map((not) => !not),
  output: fc.constantFrom(1, 'two', null, [3], { four: 4 }),
});

const quorum = {
  mode: fc.constantFrom('all', 'all', 'any', 'race', 'n_of_m', 'majority', 'all_settled'),
  count: oneIn(2, fc.integer({ min: 1, max: 4 })),
  percent: fc.integer({ min: 1, max: 100 }),
  remaining: fc.constantFrom('cancel', 'ignore', 'wait'),
} as const;

/** @param beyond whether a count may be more than there are items */
export const forEachs = (beyond: boolean): fc.Arbitrary<ForEachNode> =>
  fc
    .record({
      kind: fc.constant('for_each' as const),
      items: fc.array(items, { maxLength: 5 }),
      onFailure: onFailures,
      limit: oneIn(3, fc.integer({ min: 1, max: 3 })),
      ...trying,
      ...quorum,
    })
    .map(withoutUndefined)
    .map((node) =>
      beyond || node.count === undefined
        ? node
        : { ...node, count: Math.max(1, Math.min(node.count, node.items.length)) },
    );

export const approvals: fc.Arbitrary<ApprovalNode> = fc
  .record({
    kind: fc.constant('approval' as const),
    approve: rarely(4).map((not) => !not),
    ms: moment,
    timeoutMs: oneIn(3, tens(1, 8)),
    onTimeout: fc.constantFrom('reject', 'approve', 'fail'),
  })
  .map(withoutUndefined);

export const forks: fc.Arbitrary<ForkNode> = fc
  .record({
    kind: fc.constant('fork' as const),
    onFailure: onFailures,
    retries,
    limit: oneIn(8, fc.integer({ min: 1, max: 2 })),
    // Mostly at an instant at which nothing else falls due.
    timeoutMs: oneIn(
      12,
      fc.tuple(tens(1, 12), fc.constantFrom(0, 4, 4)).map(([a, b]) => a + b),
    ),
  })
  .map(withoutUndefined);

export const joins: fc.Arbitrary<JoinNode> = fc
  .record({
    kind: fc.constant('join' as const),
    ...quorum,
    merge: fc.constantFrom(
      ...(['by_branch', 'by_branch', 'by_branch', 'collect_all', 'collect_all', 'first_result'] as const),
      ...(['aggregate', 'merge_dict'] as const),
    ),
    timeoutMs: oneIn(8, tens(1, 9)),
  })
  .map(withoutUndefined);

/** A key whose value may be undefined as a key that may be absent. */
type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

export function withoutUndefined<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Present<T>;
}
