/** What is stored of an execution, to be read, copied and found again in its file. */
import * as vscode from 'vscode';
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { Outline, OutlineItem } from '../../presentation/outline.ts';
import { plainLabel } from '../../presentation/safeText.ts';
import { statusIcon, statusWord } from '../../presentation/status.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { ExecutionElement } from '../executions/executionTree.ts';
import { inputsUri, nodeUri, resultUri, sourceUri } from '../executions/executionUris.ts';
import { fileOfNode, type NodePlace } from '../executions/nodeFiles.ts';
import { toRange } from '../languageFeatures/convert.ts';
import type { Services } from '../services.ts';
import { executionIdOf, targetOf } from './arguments.ts';
import { chooseExecution, chooseSnapshot } from './chooseExecution.ts';
import { sayError } from './messages.ts';
import { showDocument } from './showDocument.ts';

/** @param argument the row of a node or an execution, an execution's id, or nothing */
export async function openInput(services: Services, argument: unknown): Promise<void> {
  const asked = await chooseNode(services, argument);
  if (!asked) return;
  const { snapshot, nodeId } = asked;
  await showDocument(nodeId === undefined ? inputsUri(snapshot) : nodeUri(snapshot, nodeId, 'input'));
}

export async function openOutput(services: Services, argument: unknown): Promise<void> {
  const asked = await chooseNode(services, argument);
  if (!asked) return;
  const { snapshot, nodeId } = asked;
  await showDocument(nodeId === undefined ? resultUri(snapshot) : nodeUri(snapshot, nodeId, 'output'));
}

/** Everything that is stored of the rows; several as a list. */
export async function copyAsJson(services: Services, argument: unknown, selected: readonly unknown[]): Promise<void> {
  const { executions, list } = services;
  const rows = selected.length > 0 ? selected : [argument];
  const values: JsonValue[] = [];
  for (const row of rows) {
    const id = await chooseExecution(list, row, () => true, t('Nothing has been executed yet.'));
    const snapshot = id === undefined ? undefined : await executions.get(id);
    if (snapshot) values.push(valueOf(snapshot, row, await list.outline(snapshot.id)));
  }
  if (values.length === 0) return;
  await vscode.env.clipboard.writeText(JSON.stringify(values.length === 1 ? values[0] : values, null, 2));
  const text = values.length === 1 ? t('Copied as JSON') : t('{0} copied as JSON', values.length);
  vscode.window.setStatusBarMessage(`$(check) ${text}`, 3000);
}

/** Shows where a node stands in its workflow's file, or the file. */
export async function revealInFile(services: Services, argument: unknown): Promise<void> {
  const { executions, list } = services;
  const snapshot = await chooseSnapshot(services, argument);
  if (!snapshot) return;
  const source = sourceUri(list, snapshot);
  if (source === undefined) {
    sayError(t('This execution has no file.'));
    return;
  }
  const nodeId = targetOf(argument)?.nodeId;
  const workflow = nodeId === undefined ? undefined : await executions.workflow(snapshot.id);
  const found = workflow && nodeId !== undefined ? fileOfNode(workflow, source, nodeId) : undefined;
  await openAt(services, found?.uri ?? source, found);
}

async function openAt({ projects }: Services, uri: vscode.Uri, found: NodePlace | undefined): Promise<void> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const project = await (await projects()).readOurs(document);
    // Where it stands now, else where it stood.
    const range = project?.definition.nodes.find(({ id }) => id === found?.localId)?.range ?? found?.range;
    const selection = range && new vscode.Range(toRange(range).start, toRange(range).start);
    await vscode.window.showTextDocument(document, selection ? { selection } : {});
  } catch {
    sayError(t('{0} cannot be read.', vscode.workspace.asRelativePath(uri)));
  }
}

async function chooseNode(
  services: Services,
  argument: unknown,
): Promise<{ readonly snapshot: ExecutionSnapshot; readonly nodeId?: string } | undefined> {
  const snapshot = await chooseSnapshot(services, argument);
  if (!snapshot) return undefined;
  const nodeId = targetOf(argument)?.nodeId;
  if (nodeId !== undefined) return { snapshot, nodeId };
  // A row says which it is; who names nothing is asked.
  if (executionIdOf(argument) !== undefined) return { snapshot };
  const nodes = Object.entries(snapshot.nodes);
  const items = [
    { label: t('The whole execution'), description: '', nodeId: undefined },
    ...nodes.map(([one, { status }]) => ({
      label: `$(${statusIcon(status).name}) ${plainLabel(one, 300)}`,
      description: statusWord(status),
      nodeId: one,
    })),
  ];
  const picked = await vscode.window.showQuickPick(items, { placeHolder: t('Of which node?') });
  if (!picked) return undefined;
  return picked.nodeId === undefined ? { snapshot } : { snapshot, nodeId: picked.nodeId };
}

/** An execution or a node, an attempt; of a branch its nodes, by id. */
function valueOf(snapshot: ExecutionSnapshot, row: unknown, outline: Outline | undefined): JsonValue {
  const { nodeId, kind, id = '' } = (typeof row === 'object' ? (row ?? {}) : {}) as Partial<ExecutionElement>;
  const node = nodeId === undefined ? undefined : snapshot.nodes[nodeId];
  if (nodeId === undefined || !node) return snapshot as unknown as JsonValue;
  if (kind === 'branch') {
    const ids = outline ? nodesOfBranch(outline.items, nodeId) : [nodeId];
    return Object.fromEntries(ids.map((one) => [one, (snapshot.nodes[one] ?? null) as unknown as JsonValue]));
  }
  const attempt = kind === 'attempt' ? node.attempt_log[Number(/#(\d+)$/.exec(id)?.[1] ?? 0) - 1] : undefined;
  return (attempt ?? { id: nodeId, ...node }) as unknown as JsonValue;
}

function nodesOfBranch(items: readonly OutlineItem[], first: string): readonly string[] {
  for (const item of items) {
    if (item.kind === 'branch' && item.id === first) return item.children.flatMap(idsUnder);
    const inside = nodesOfBranch(item.children, first);
    if (inside.length > 0) return inside;
  }
  return [];
}

function idsUnder(item: OutlineItem): readonly string[] {
  const below = item.children.flatMap(idsUnder);
  return item.kind === 'node' ? [item.id, ...below] : below;
}
