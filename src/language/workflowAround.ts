/** What a text means while something in it is half written: the nodes and edges around the cursor. */
import { compile } from '../model/compile/compile.ts';
import type { WorkflowDefinition } from '../model/definition.ts';
import { buildGraph, type WorkflowGraph } from '../model/graph/graph.ts';
import type { Project } from '../model/project.ts';
import {
  itemsOf,
  nodeAt,
  type PathStep,
  stringOf,
  type SyntaxNode,
  type SyntaxTree,
  valueOf,
} from '../model/syntax/syntaxTree.ts';

export interface WorkflowAround {
  readonly definition: WorkflowDefinition;
  readonly graph: WorkflowGraph;
  readonly subworkflows: Project['subworkflows'];
  /** The ends that the edge at the cursor has in `graph`, by node; undefined where it is not in there. */
  readonly edge: { readonly source: number; readonly target: number } | undefined;
}

/**
 * @param marked the text with a marker at the cursor
 * @param project of the text as it is; it is the answer where nothing but the item at the cursor differs, since compiling takes
 *   long in a large file
 * @param path of the cursor, in `marked`
 */
export function workflowAround(marked: SyntaxTree, project: Project, path: readonly PathStep[]): WorkflowAround {
  const { subworkflows } = project;
  if (isKnown(marked, project, path)) {
    const { definition, graph } = project;
    return { definition, graph, subworkflows, edge: edgeAt(marked, project, path) };
  }
  const { definition } = compile(marked);
  return { definition, graph: buildGraph(definition), subworkflows, edge: undefined };
}

/** Whether all other nodes and edges are the same objects, and a node at the cursor has its id already. */
function isKnown(marked: SyntaxTree, { syntax, graph }: Project, [section, step]: readonly PathStep[]): boolean {
  const lists = ['nodes', 'edges'] as const;
  const isSame = (list: (typeof lists)[number]): boolean =>
    differOnlyAt(
      itemsOf(valueOf(marked.root, list)),
      itemsOf(valueOf(syntax.root, list)),
      list === section ? step : -1,
    );
  if (!lists.every(isSame)) return false;
  if (section === 'edges') return true;
  if (section !== 'nodes') return syntax.problems.length === 0;
  const id = stringOf(valueOf(nodeAt(marked.root, [section, step ?? 0]), 'id'));
  return id === undefined || graph.indexOf(id) !== undefined;
}

function differOnlyAt(now: readonly SyntaxNode[], before: readonly SyntaxNode[], place: PathStep | undefined): boolean {
  // A new item may have come with the marker.
  const added = now.length - before.length;
  if (added !== 0 && (added !== 1 || typeof place !== 'number' || place < 0)) return false;
  for (let at = 0; at < now.length; at++)
    if (at !== place && now[at] !== before[added === 1 && at > Number(place) ? at - 1 : at]) return false;
  return true;
}

/** The edge as it was before the marker took the place of one of its ends. */
function edgeAt(marked: SyntaxTree, { syntax, graph }: Project, path: readonly PathStep[]): WorkflowAround['edge'] {
  const [section, step] = path;
  const before = valueOf(syntax.root, 'edges');
  if (section !== 'edges' || typeof step !== 'number') return undefined;
  if (itemsOf(before).length !== itemsOf(valueOf(marked.root, 'edges')).length) return undefined;
  const end = (key: string): number | undefined => graph.indexOf(stringOf(valueOf(itemsOf(before)[step], key)) ?? '');
  const [source, target] = [end('source'), end('target')];
  return source === undefined || target === undefined ? undefined : { source, target };
}
