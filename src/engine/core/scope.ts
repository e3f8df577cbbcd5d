/** What begins with a scope, and what is out of it. */
import type { ProgramNode, Scope } from '../program.ts';
import { never, type ScopeState } from '../state.ts';
import type { Turn } from './turn.ts';

export function hasBegun(turn: Turn, scope: number): boolean {
  return (turn.state.scopes[scope] as ScopeState).startedMs !== never;
}

export function touchRoots(turn: Turn, { roots }: Scope): void {
  for (const root of roots) turn.touch(turn.node(root));
}

/** Its node was not reached, or something else stood for it: nothing in it will be. */
export function skipInner(turn: Turn, index: number): void {
  if (!hasBegun(turn, index)) touchRoots(turn, turn.scope(index));
}

/** F5: a fork's time starts when it fires. */
export function startRegion(turn: Turn, node: ProgramNode): void {
  const timeoutMs = node.region === undefined ? undefined : turn.program.regions[node.region]?.timeoutMs;
  if (timeoutMs !== undefined)
    turn.setTimer('region', node.index, (turn.state.nodeEndedMs[node.index] as number) + timeoutMs);
}
