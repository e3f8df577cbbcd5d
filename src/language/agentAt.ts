import type { RunnerName, WorkflowDefinition } from '../model/definition.ts';
import { type PathStep, nodeAt, stringOf, type SyntaxNode, valueOf } from '../model/syntax/syntaxTree.ts';

/** The runner of the agent at `agents.ID`, or of the one that the node at `nodes[i]` names. */
export function runnerAt(
  root: SyntaxNode | undefined,
  path: readonly PathStep[],
  { agents }: WorkflowDefinition,
): RunnerName | undefined {
  const [section, step] = path;
  const id = section === 'agents' ? String(step) : stringOf(valueOf(nodeAt(root, path), 'agent_id'));
  return id === undefined ? undefined : agents.get(id)?.uses;
}
