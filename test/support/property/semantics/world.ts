/** The clock of a model that runs, what falls due, and what the rules leave open. */
import type { Act, Plan } from '../plan.ts';
import { rootScope } from './graph.ts';
import { allOf, type Node, type Scope, type Unit } from './state.ts';

export type Due = { readonly atMs: number } & (
  | { readonly kind: 'attempt' | 'attemptTimeout' | 'retry'; readonly unit: Unit; readonly attempt: number }
  | {
      readonly kind: 'delay' | 'answer' | 'approvalTimeout' | 'totalTimeout' | 'joinTimeout' | 'regionTimeout';
      readonly node: Node;
    }
  | { readonly kind: 'innerTimeout'; readonly scope: Scope; readonly node: Node }
  | { readonly kind: 'act'; readonly act: Act }
  | { readonly kind: 'executionTimeout' | 'cancel' }
);

export class World {
  readonly root: Scope;
  readonly nodes: readonly Node[];
  readonly units: readonly Unit[];
  due: Due[] = [];
  nowMs = 0;
  turn = 0;
  isSettling = false;
  isPaused = false;
  maxParallel = 0;
  /** Why what happens hung on something that the rules do not lay down. */
  undecided: string | undefined;
  #settled = 0;

  constructor(plan: Plan) {
    this.root = rootScope(plan);
    this.nodes = allOf(this.root);
    this.units = this.nodes.flatMap(({ units }) => units);
  }

  /** The next number in the order of what settles. */
  nextSettled(): number {
    return ++this.#settled;
  }

  after(ms: number | undefined, due: (atMs: number) => Due): void {
    if (ms !== undefined) this.due.push(due(this.nowMs + ms));
  }

  leavesOpen(why: string): void {
    this.undecided ??= why;
  }

  running(among: (unit: Unit) => boolean = () => true): number {
    return this.units.filter((unit) => unit.state === 'running' && among(unit)).length;
  }
}
