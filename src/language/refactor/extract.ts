/** Nodes become a workflow in a file of their own, and a node that executes it takes their place. */
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { itemsOf, pairsOf, type SyntaxNode, valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Editing } from '../edits.ts';
import { expressionsNaming } from '../edits/references.ts';
import type { FixContext } from '../fixes/fix.ts';
import { type Crossing, crossingOf } from './crossing.ts';
import { newWorkflow } from './newWorkflow.ts';
import type { Refactorer } from './refactoring.ts';
import { type Region, regionOf } from './region.ts';

export const extractSubworkflow: Refactorer = function* ({ context, nodes }) {
  const { project, written } = context;
  // Behind a mistake it is not known what the nodes do.
  if (nodes.length === 0 || project.diagnostics.some(({ severity }) => severity === 'error')) return;
  const region = regionOf(nodes, context);
  const crossing = region && crossingOf(region, context);
  if (!region || !crossing || hidesSecret(crossing, context)) return;
  const id = written.freshId(`${region.entry.id.slice(0, 80)}_workflow`);
  const file = `${id}.workflow.yaml`;
  const text = newWorkflow(id, region, crossing, context);
  const editing = context.editing();
  if (text === undefined || !renameOutside(id, region, context, editing)) return;
  replaceNodes({ id, file }, region, crossing, context, editing);
  const [first] = nodes;
  const title =
    nodes.length === 1 && first
      ? t('Extract "{0}" into a subworkflow', first.id)
      : t('Extract {0} nodes into a subworkflow', nodes.length);
  yield { title, kind: 'refactor.extract.subworkflow', editing, newFiles: new Map([[file, text]]) };
};

/** A secret must stay declared as one, and only own inputs are declared. */
function hidesSecret({ inputs, areOwnInputs }: Crossing, { project }: FixContext): boolean {
  return !areOwnInputs && [...inputs.keys()].some((name) => project.definition.inputs?.get(name)?.secret === true);
}

/** Expressions outside name the new node instead of the last one; false where they name another of the nodes. */
function renameOutside(id: string, region: Region, { project }: FixContext, editing: Editing): boolean {
  const { lines } = project.syntax;
  const moved = [
    ...[...region.nodes, ...region.inner].map(({ item }) => item),
    ...region.agents.filter(({ isShared }) => !isShared).flatMap(({ pair }) => pair.value ?? []),
  ].map(({ range }) => [lines.offsetAt(range.start), lines.offsetAt(range.end)] as const);
  for (const node of region.nodes)
    for (const { range, entryOf } of expressionsNaming(project, node.id)) {
      const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
      if (moved.some(([from, to]) => from <= start && end <= to)) continue;
      // An entry of what the last node returns keeps its name.
      if (node !== region.exit && entryOf) continue;
      if (node !== region.exit || isShared(start, region, lines)) return false;
      editing.change({ start, end, text: id });
    }
  return true;
}

function isShared(offset: number, { agents }: Region, lines: FixContext['project']['syntax']['lines']): boolean {
  return agents.some(
    ({ pair, isShared }) =>
      isShared && lines.offsetAt(pair.range.start) <= offset && offset < lines.offsetAt(pair.range.end),
  );
}

interface Made {
  readonly id: string;
  readonly file: string;
}

function replaceNodes(
  { id, file }: Made,
  region: Region,
  { inputs }: Crossing,
  context: FixContext,
  editing: Editing,
): void {
  const { root } = context.project.syntax;
  const values = [...inputs].map(([name, value]): [string, JsonValue] => [name, `\${{ ${value} }}`]);
  const config = { path: `./${file}`, ...(values.length > 0 && { inputs: Object.fromEntries(values) }) };
  const moved = new Set<SyntaxNode>(region.nodes.map(({ item }) => item));
  const items = itemsOf(valueOf(root, 'nodes'));
  const first = items.findIndex((item) => moved.has(item));
  const before = items.slice(0, first).at(-1);
  const node = { id, type: 'subworkflow', config };
  if (before) editing.insertItem('nodes', node, before);
  else
    editing.insertItemBefore(
      'nodes',
      node,
      items.find((item) => !moved.has(item)),
    );
  for (const item of moved) editing.removeItem('nodes', item);
  for (const edge of region.inner) editing.removeItem('edges', edge.item);
  for (const edge of region.inbound) editing.setText(valueOf(edge.item, 'target'), id);
  for (const edge of region.outbound) editing.setText(valueOf(edge.item, 'source'), id);
  const section = valueOf(root, 'agents');
  const unused = region.agents.filter(({ isShared }) => !isShared);
  if (unused.length > 0 && unused.length === pairsOf(section).length) editing.removeKey(root, 'agents');
  else for (const { pair } of unused) editing.removeKey(section, pair.name);
}
