import type { Position, Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { occurrenceAt, occurrencesOf } from './occurrences.ts';
import { nameRange } from './writtenName.ts';

/**
 * What changes along while a node's id is typed where the node is declared: the ends of edges and the expressions that name it. An
 * end of an edge alone is typed to name another node, so nothing follows that.
 *
 * Nothing is linked where the places do not all read the same, or where more than one node has the id: the ends would then part.
 */
export function linkedRanges(project: Project, position: Position): readonly Range[] {
  const asked = occurrenceAt(project, position);
  if (asked?.kind !== 'node' || !asked.declares) return [];
  const all = occurrencesOf(project, { name: asked });
  if (all.length < 2 || all.filter(({ declares }) => declares).length > 1) return [];
  const { text, lines } = project.syntax;
  const ranges = all.map((one) => nameRange(one, project.syntax));
  const isSpelled = ({ start, end }: Range): boolean =>
    text.slice(lines.offsetAt(start), lines.offsetAt(end)) === asked.id;
  return ranges.every(isSpelled) ? ranges : [];
}
