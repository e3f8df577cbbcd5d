import type { InputDefinition } from '../../model/definition.ts';
import type { Project } from '../../model/project.ts';
import { nodeAt, pairsOf, stringOf, valueOf } from '../../model/syntax/syntaxTree.ts';
import { type Cursor, isMarker } from '../cursor.ts';
import { inputSummary } from '../summaries.ts';
import type { CompletionItem } from '../types.ts';
import { inOrder, keyInsertion } from './valueItem.ts';

/** Names of what a subworkflow wants to know, in the `inputs` of its node; undefined elsewhere. */
export function completeSubworkflowInputs(
  cursor: Cursor,
  { subworkflows }: Project,
): readonly CompletionItem[] | undefined {
  const [section, , config, inputs] = cursor.path;
  if (cursor.path.length !== 4 || section !== 'nodes' || config !== 'config' || inputs !== 'inputs') return undefined;
  const id = stringOf(valueOf(nodeAt(cursor.tree.root, cursor.path.slice(0, 2)), 'id')) ?? '';
  const declared = subworkflows.get(id)?.definition.inputs;
  if (!declared) return undefined;
  const written = new Set(pairsOf(cursor.map).flatMap((pair) => (isMarker(pair.name) ? [] : [pair.name])));
  return [...declared.values()]
    .filter(({ name }) => !written.has(name))
    .map((input, index) => item(cursor, input, index));
}

function item(cursor: Cursor, input: InputDefinition, index: number): CompletionItem {
  const { name, type, required } = input;
  return {
    label: name,
    kind: 'input',
    detail: type,
    documentation: () => inputSummary(input),
    ...keyInsertion(cursor, name, ' '),
    snippet: false,
    sortText: `${required ? '0' : '1'}${inOrder(index)}`,
  };
}
