/** The refactorings that an editor offers for a selection. */
import type { Range } from '../../base/text.ts';
import type { Project } from '../../model/project.ts';
import type { CodeAction } from '../types.ts';
import { extractSubworkflow } from './extract.ts';
import { inlineAgent } from './inlineAgent.ts';
import { insertNode } from './insertNode.ts';
import { convertJoin } from './joinMode.ts';
import type { Refactorer } from './refactoring.ts';
import { Selection } from './selection.ts';
import { wrap } from './wrap.ts';

const refactorers: readonly Refactorer[] = [insertNode, wrap, extractSubworkflow, inlineAgent, convertJoin];

/** @param range the selection, or the cursor as an empty range */
export function refactorings(project: Project, range: Range): readonly CodeAction[] {
  const { syntax } = project;
  // Behind a mistake of the YAML nobody knows what an item is.
  if (!syntax.root || syntax.problems.length > 0) return [];
  const selection = new Selection(project, range);
  if (selection.nodes.length === 0 && selection.edges.length === 0) return [];
  return refactorers.flatMap((refactorer) =>
    [...refactorer(selection)].flatMap(({ title, kind, editing, newFiles }) => {
      const { edits } = editing;
      return edits ? [{ title, kind, isPreferred: false, diagnostics: [], edits, ...(newFiles && { newFiles }) }] : [];
    }),
  );
}
