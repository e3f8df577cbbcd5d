/** Tools of MCP servers. */
import type { JsonValue } from '../../base/json.ts';
import { nodeAt, toJson, valueOf } from '../../model/syntax/syntaxTree.ts';
import { runnerAt } from '../agentAt.ts';
import type { Cursor } from '../cursor.ts';
import type { CompletionItem } from '../types.ts';
import { inOrder, valueItem } from './valueItem.ts';

/** The tools of a server that are known already; nothing is started to find them. @param server as the file writes it */
export type ListTools = (server: JsonValue) => readonly { readonly name: string; readonly description: string }[];

/** Undefined where no tool is wanted. */
export function completeTools(cursor: Cursor, tools: ListTools | undefined): readonly CompletionItem[] | undefined {
  const [section, , key, setting] = cursor.path;
  if (cursor.kind !== 'value' || cursor.path.length !== 4 || key !== 'with' || setting !== 'tool') return undefined;
  if (section !== 'nodes' && section !== 'agents') return undefined;
  const { root } = cursor.tree;
  const item = cursor.path.slice(0, 2);
  if (runnerAt(root, item, cursor.workflow().definition) !== 'mcp') return undefined;
  return (tools?.(serverAt(cursor)) ?? []).map(({ name, description }, index) =>
    valueItem(cursor, name, 'value', { sortText: inOrder(index), documentation: () => description }),
  );
}

/** Of the node, else of its agent. */
function serverAt({ tree: { root }, path }: Cursor): JsonValue {
  const item = nodeAt(root, path.slice(0, 2));
  const own = valueOf(valueOf(item, 'with'), 'server');
  if (own) return toJson(own);
  const agent = toJson(valueOf(item, 'agent_id'));
  return typeof agent === 'string' ? toJson(valueOf(valueOf(nodeAt(root, ['agents', agent]), 'with'), 'server')) : null;
}
