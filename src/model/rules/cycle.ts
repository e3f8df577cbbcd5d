import { t } from '../../base/l10n.ts';
import { cycles } from '../graph/order.ts';
import type { Rule } from './rule.ts';

/** One diagnostic for each group of nodes that lead to each other; an edge to itself is `self-edge`. */
export const cycle: Rule = {
  code: 'cycle',
  severity: 'error',
  ofShape: true,
  *check({ graph }) {
    for (const group of cycles(graph)) {
      const nodes = group.flatMap((index) => graph.nodes[index] ?? []);
      const [first] = nodes;
      if (!first || nodes.length < 2) continue;
      const ids = nodes.map((node) => node.id);
      const shown = ids.length > 6 ? `${ids.slice(0, 6).join(', ')}, …` : ids.join(', ');
      yield {
        message: t('These nodes lead to each other in a circle: {0}. Remove one of the edges between them.', shown),
        range: first.idRange,
        nodes: ids,
        related: nodes.map((node) => ({ message: t('"{0}" is on the circle.', node.id), range: node.idRange })),
      };
    }
  },
};
