import { type Position, type Range, rangeContains } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { nodeAt, placeAt, stringOf, valueOf } from '../model/syntax/syntaxTree.ts';

/** The subworkflow whose path stands at a position, where its file could be read. */
export function subworkflowAt(
  { syntax, subworkflows }: Project,
  position: Position,
): { readonly project: Project; readonly range: Range } | undefined {
  if (subworkflows.size === 0) return undefined;
  const { path, nodes } = placeAt(syntax.root, position);
  const [section, , key, setting] = path;
  const value = nodes.at(-1);
  if (path.length !== 4 || section !== 'nodes' || key !== 'config' || setting !== 'path' || !value) return undefined;
  const project = subworkflows.get(stringOf(valueOf(nodeAt(syntax.root, path.slice(0, 2)), 'id')) ?? '');
  return project && rangeContains(value.range, position) ? { project, range: value.range } : undefined;
}
