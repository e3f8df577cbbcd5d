/** Gateways with one edge in and one out, at which nothing parts or meets. */
import { t } from '../../base/l10n.ts';
import type { NodeKind } from '../definition.ts';
import type { DiagnosticCode } from '../diagnostic.ts';
import { indicesOfKind } from '../graph/kinds.ts';
import { isWhole } from './sound.ts';
import type { Rule } from './rule.ts';

function rule(code: DiagnosticCode, kind: NodeKind, say: (id: string) => string): Rule {
  return {
    code,
    severity: 'warning',
    ofShape: true,
    *check(context) {
      const { graph } = context;
      if (!isWhole(context)) return;
      for (const index of indicesOfKind(graph, kind)) {
        const node = graph.nodes[index];
        if (node && graph.incoming[index]?.length === 1 && graph.outgoing[index]?.length === 1)
          yield { message: say(node.id), range: node.idRange, nodes: [node.id] };
      }
    },
  };
}

export const singleBranchFork = rule('single-branch-fork', 'fork', (id) =>
  t('The fork "{0}" has one branch. Add another, or remove the fork.', id),
);

export const singleBranchJoin = rule('single-branch-join', 'join', (id) =>
  t('The join "{0}" has one branch. Add another, or remove the join.', id),
);

export const singleBranchGateway = rule('single-branch-gateway', 'exclusive_gateway', (id) =>
  t('The gateway "{0}" has one way to take. Add another, or remove the gateway.', id),
);
