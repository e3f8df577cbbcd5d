import { t } from '../base/l10n.ts';
import type { Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';

import { itemsOf, placeAt, valueOf } from '../model/syntax/syntaxTree.ts';
import { safeLine } from './safeText.ts';

const longestReason = 200;

type Noticed = Pick<Project, 'syntax' | 'definition' | 'blockers'>;

/**
 * What a graph says above its picture: why that is not all of the text, or why there is nothing to run, and the first mistake that is
 * to blame; empty where all is well.
 *
 * @param isBefore whether the picture is of a text before this one
 */
export function graphNotice(project: Noticed, isBefore: boolean): string {
  const said = whatIsAmiss(project, isBefore);
  const first = project.blockers.find((blocker) => isInItem(project, blocker.range)) ?? project.blockers[0];
  if (said === '' || !first) return said;
  const line = first.range.start.line + 1;
  return `${said} ${t('Line {0}: {1}', line, safeLine(first.message, longestReason))}`;
}

function whatIsAmiss(project: Noticed, isBefore: boolean): string {
  if (project.syntax.problems.length > 0)
    return isBefore
      ? t('The text has a syntax error. The graph shows what it was before.')
      : t('The text has a syntax error. The graph shows what can be read of it.');
  const missing = leftOut(project);
  if (missing === 1) return t('A node or edge is left out, because it has a mistake.');
  if (missing > 1) return t('{0} nodes and edges are left out, because they have mistakes.', missing);
  return project.blockers.length === 0 ? '' : t('It cannot be run yet.');
}

/** What is wrong in a node or an edge explains more than what the whole lacks without it. */
function isInItem({ syntax: { root } }: Noticed, { start }: Range): boolean {
  const { path } = placeAt(root, start);
  return (path[0] === 'nodes' || path[0] === 'edges') && path.length > 1;
}

function leftOut({ syntax: { root }, definition }: Noticed): number {
  const written = itemsOf(valueOf(root, 'nodes')).length + itemsOf(valueOf(root, 'edges')).length;
  return written - definition.nodes.length - definition.edges.length;
}
