import { t } from '../../base/l10n.ts';
import { pairOf, stringOf, valueOf } from '../../model/syntax/syntaxTree.ts';
import type { JoinMode } from '../../model/definition.ts';
import type { Refactorer } from './refactoring.ts';

const modes: readonly JoinMode[] = ['all', 'any', 'race', 'n_of_m', 'majority', 'all_settled'];

/** Each other mode of a join, or of a `for_each`, with the keys that it needs and without those that are another's. */
export const convertJoin: Refactorer = function* ({ context, nodes }) {
  const [node, ...others] = nodes;
  if (!node || others.length > 0 || (node.gateway !== 'join' && node.type !== 'for_each')) return;
  const config = valueOf(node.item, 'config');
  const present = stringOf(valueOf(config, 'mode')) ?? 'all';
  for (const mode of modes) {
    if (mode === present) continue;
    const editing = context.editing();
    const counts = ['count', 'percent'].filter((key) => pairOf(config, key));
    const branches = context.written.incoming(node.id).length;
    const needsCount = mode === 'n_of_m' && counts.length === 0;
    const count = node.gateway === 'join' ? Math.max(1, Math.ceil(branches / 2)) : 1;
    editing.setIn(node.item, 'config', { mode, ...(needsCount && { count }) });
    if (mode !== 'n_of_m') for (const key of counts) editing.removeKey(config, key);
    const title = t('Convert "{0}" to the mode "{1}"', node.id, mode);
    yield { title, kind: 'refactor.rewrite.joinMode', editing };
  }
};
