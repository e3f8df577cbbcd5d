import type { Position } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { runnerAt } from './agentAt.ts';
import { completeExpression } from './completion/expressions.ts';
import { completeItems } from './completion/items.ts';
import { completeKeys } from './completion/keys.ts';
import { completePaths, type ListFiles } from './completion/paths.ts';
import { expressionStarters } from './completion/starters.ts';
import { completeRemote, type RemoteNames } from './completion/remoteAgents.ts';
import { completeTools, type ListTools } from './completion/tools.ts';
import { completeSubworkflowInputs } from './completion/subworkflowInputs.ts';
import { completeValues } from './completion/values.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { isList, isObject, partAt } from './schemaText.ts';
import type { CompletionItem } from './types.ts';

/**
 * What may be written at a position; long lists have the likeliest first. Empty where nothing is known.
 *
 * @param files what paths may lead to; without it no paths are offered
 * @param tools what MCP servers have, where that is known
 * @param remote servers of the settings and their agents, where that is known
 */
export function complete(
  project: Project,
  position: Position,
  files?: ListFiles,
  tools?: ListTools,
  remote?: RemoteNames,
): readonly CompletionItem[] {
  const cursor = cursorAt(project, position);
  if (!cursor) return [];
  if (cursor.kind === 'expression') return completeExpression(cursor);
  if (isCondition(cursor)) return completeExpression(cursor).map((item) => asText(item, cursor));
  if (cursor.within) return [];
  const paths = completePaths(cursor, files);
  if (paths) return paths;
  const known = completeTools(cursor, tools) ?? completeRemote(cursor, remote);
  if (known) return [...known, ...expressionStarters(cursor)];
  return [...completeBySchema(cursor, project), ...expressionStarters(cursor)];
}

function completeBySchema(cursor: Cursor, project: Project): readonly CompletionItem[] {
  const part = partAt(cursor.tree.root, cursor.path, (path) =>
    runnerAt(cursor.tree.root, path, cursor.workflow().definition),
  );
  if (!part) return [];
  const inputs = completeSubworkflowInputs(cursor, project);
  if (inputs) return inputs;
  if (isList(part)) return cursor.kind === 'key' ? completeItems(cursor, part) : [];
  if (isObject(part)) return completeKeys(cursor, part);
  return completeValues(cursor, part);
}

/**
 * In JSON the first word of a condition brings the quotes that all of it stands in; within other braces a function does so, since
 * the commas between what it is given would end the value.
 */
function asText(item: CompletionItem, { json, flow, quoted, source }: Cursor): CompletionItem {
  const needsQuotes = json || (flow && item.kind === 'function');
  if (!needsQuotes || quoted || !/^\w*$/.test(source)) return item;
  return { ...item, insertText: item.snippet ? `"${item.insertText}"` : `"${item.insertText}$0"`, snippet: true };
}

/** A condition may leave out the braces; `true` and `false` are expressions too. */
function isCondition({ kind, path }: Cursor): boolean {
  return kind === 'value' && path[0] === 'edges' && path.length === 3 && path[2] === 'condition';
}
