import { t } from '../../base/l10n.ts';
import { certainMeeting, type Meeting } from '../graph/meetings.ts';
import { once, togetherOf } from './sound.ts';
import type { Rule } from './rule.ts';

interface Merge {
  readonly node: number;
  readonly meeting: Meeting;
}

const merges = once((together): readonly Merge[] => {
  const { nodes, incoming } = together.graph;
  const found: Merge[] = [];
  for (let node = 0; node < nodes.length; node++) {
    const kind = nodes[node]?.kind;
    if (kind === 'join' || kind === 'start' || (incoming[node]?.length ?? 0) < 2) continue;
    const meeting = certainMeeting(together, node);
    if (meeting) found.push({ node, meeting });
  }
  return found;
});

/** Ends included: what comes there first would be the result, or both of them, as it happens. */
export const unsynchronizedMerge: Rule = {
  code: 'unsynchronized-merge',
  severity: 'warning',
  *check(context) {
    const { graph } = context;
    const together = togetherOf(context);
    if (!together) return;
    for (const { node, meeting } of merges(together)) {
      const merge = graph.nodes[node];
      const split = graph.nodes[meeting.at];
      // Several starts are a mistake of their own.
      if (!merge || !split) continue;
      yield {
        message: t(
          'Parallel branches from "{0}" meet in "{1}", which is no join. Insert a join before it.',
          split.id,
          merge.id,
        ),
        range: merge.idRange,
        nodes: [merge.id],
        related: [
          { message: t('They part at "{0}".', split.id), range: split.idRange },
          ...meeting.edges.flatMap((edge) => {
            const { definition } = graph.edges[edge] ?? {};
            return definition
              ? [{ message: t('One comes from "{0}".', definition.source), range: definition.range }]
              : [];
          }),
        ],
      };
    }
  },
};
