/** Servers of the settings, and their agents, for the runner `ipa`. */
import { nodeAt, stringOf, type SyntaxNode, valueOf } from '../../model/syntax/syntaxTree.ts';
import { runnerAt } from '../agentAt.ts';
import type { Cursor } from '../cursor.ts';
import type { CompletionItem } from '../types.ts';
import { inOrder, valueItem } from './valueItem.ts';

/** What is known already; no server is asked to find it. */
export interface RemoteNames {
  servers(): readonly string[];
  agents(server: string): readonly {
    readonly id: string;
    readonly name: string;
    readonly description: string | undefined;
  }[];
}

/** Undefined where neither is wanted. */
export function completeRemote(cursor: Cursor, names: RemoteNames | undefined): readonly CompletionItem[] | undefined {
  const [section, , key, setting] = cursor.path;
  if (cursor.kind !== 'value' || cursor.path.length !== 4 || key !== 'with') return undefined;
  if ((section !== 'nodes' && section !== 'agents') || (setting !== 'agent_id' && setting !== 'server'))
    return undefined;
  if (runnerAt(cursor.tree.root, cursor.path.slice(0, 2), cursor.workflow().definition) !== 'ipa') return undefined;
  if (setting === 'server')
    return (names?.servers() ?? []).map((name, index) =>
      valueItem(cursor, name, 'value', { sortText: inOrder(index) }),
    );
  const server = serverAt(cursor);
  return (server === undefined ? [] : (names?.agents(server) ?? [])).map(({ id, name, description }, index) =>
    valueItem(cursor, id, 'value', {
      sortText: inOrder(index),
      detail: name,
      documentation: () => [name, description].filter((text) => text !== undefined).join('\n\n'),
    }),
  );
}

/** Of the node, else of its agent. */
function serverAt({ tree: { root }, path }: Cursor): string | undefined {
  const serverOf = (node: SyntaxNode | undefined): string | undefined =>
    stringOf(valueOf(valueOf(node, 'with'), 'server'));
  const item = nodeAt(root, path.slice(0, 2));
  const agent = stringOf(valueOf(item, 'agent_id'));
  return serverOf(item) ?? (agent === undefined ? undefined : serverOf(nodeAt(root, ['agents', agent])));
}
