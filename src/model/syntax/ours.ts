import { itemsOf, pairOf, type SyntaxTree, valueOf } from './syntaxTree.ts';

/** Keys that mark another product's file when it has neither `nodes` nor `edges` as a list. */
const foreignKeys = [
  'trigger',
  'triggers',
  'actions',
  'steps',
  'jobs',
  'states',
  'tasks',
  'stages',
  'on',
  'apiVersion',
  'dag',
];

/**
 * Whether a file with our suffix is a workflow of ours (`spec/format.md`, "Which files are ours"): it is empty, or has a
 * `nodes` or `edges` list, or nothing that marks another product.
 */
export function isOurs(syntax: SyntaxTree): boolean {
  const { root } = syntax;
  if (root?.kind !== 'map') return true;
  if (valueOf(root, 'nodes')?.kind === 'sequence' || valueOf(root, 'edges')?.kind === 'sequence') return true;
  if (pairOf(root, 'kind')) return false;
  return !foreignKeys.some((key) => pairOf(root, key));
}

/** Whether the file lists nodes, so that there is something to run and draw. */
export function hasNodes(syntax: SyntaxTree): boolean {
  return itemsOf(valueOf(syntax.root, 'nodes')).length > 0;
}
