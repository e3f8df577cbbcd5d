import type * as vscode from 'vscode';
import type { ExecutableWorkflow } from '../../engine/executable.ts';
import type { Range } from '../../base/text.ts';
import { besideFile } from '../languageFeatures/convert.ts';

export interface NodePlace {
  readonly uri: vscode.Uri;
  /** As its own file calls it. */
  readonly localId: string;
  readonly range: Range;
}

/**
 * Where a node stands, in the file of its subworkflow too; undefined for one that is not there.
 *
 * @param source of the outermost workflow
 * @param nodeId as the execution calls it: `outer/inner` in a subworkflow
 */
export function fileOfNode(workflow: ExecutableWorkflow, source: vscode.Uri, nodeId: string): NodePlace | undefined {
  let inner = workflow;
  const outer = nodeId.split('/');
  const localId = outer.pop() ?? '';
  for (const id of outer) {
    const next = inner.subworkflows?.get(id);
    if (!next) return undefined;
    inner = next;
  }
  const { graph } = inner;
  // Asked for each of thousands: their list is not searched.
  const node = graph.nodes[graph.indexOf(localId) ?? -1];
  if (node?.id !== localId) return undefined;
  const { range } = node;
  // The outermost has no path of its own.
  const path = inner.path ?? '';
  return { uri: path === '' ? source : besideFile(source, path), localId, range };
}
