/** The settings of a node that its inspector in the graph can change: simple values, by the type of the node. */
import type { JsonValue } from '../base/json.ts';
import type { NodeKind, WorkflowDefinition } from '../model/definition.ts';
import { type SyntaxNode, toJson, valueOf } from '../model/syntax/syntaxTree.ts';

export interface GraphField {
  /** The key, below `config` where `inConfig`. */
  readonly key: string;
  readonly inConfig: boolean;
  /** `number`: what reads as one is written as one. */
  readonly type: 'text' | 'number';
  /** Absent: anything. */
  readonly choices?: readonly string[];
}

const name: GraphField = { key: 'name', inConfig: false, type: 'text' };
const config = (key: string, type: GraphField['type'], choices?: readonly string[]): GraphField => ({
  key,
  inConfig: true,
  type,
  ...(choices && { choices }),
});

const modes = ['all', 'any', 'race', 'n_of_m', 'majority', 'all_settled'];
const remaining = ['cancel', 'ignore', 'wait'];
const merges = ['by_branch', 'collect_all', 'merge_dict', 'first_result', 'aggregate'];

/** In the order in which they are shown. */
export function graphFields(kind: NodeKind, { agents }: Pick<WorkflowDefinition, 'agents'>): readonly GraphField[] {
  const agent: GraphField = { key: 'agent_id', inConfig: false, type: 'text', choices: [...agents.keys()] };
  switch (kind) {
    case 'start':
    case 'end':
    case 'exclusive_gateway':
      return [name];
    case 'agent_task':
      return [name, agent];
    case 'fork':
      return [name, config('max_concurrency', 'number'), config('timeout_seconds', 'number')];
    case 'join':
      return [
        name,
        config('mode', 'text', modes),
        config('count', 'number'),
        config('percent', 'number'),
        config('remaining', 'text', remaining),
        config('merge', 'text', merges),
        config('timeout_seconds', 'number'),
      ];
    case 'approval':
      return [
        name,
        config('message', 'text'),
        config('timeout_seconds', 'number'),
        config('on_timeout', 'text', ['reject', 'approve', 'fail']),
      ];
    case 'delay':
      return [name, config('seconds', 'number'), config('until', 'text')];
    case 'for_each':
      return [name, agent, config('items', 'text'), config('max_concurrency', 'number'), config('mode', 'text', modes)];
    case 'subworkflow':
      return [name, config('path', 'text')];
  }
}

/** What is written there; undefined where nothing is. @param item the node's */
export function writtenField(item: SyntaxNode | undefined, { key, inConfig }: GraphField): JsonValue | undefined {
  const written = valueOf(inConfig ? valueOf(item, 'config') : item, key);
  return written && toJson(written);
}
