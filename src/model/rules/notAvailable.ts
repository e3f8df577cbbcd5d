import { t } from '../../base/l10n.ts';
import { availableRunners } from '../availability.ts';
import { runnerNames } from '../definition.ts';
import { pairsOf, stringOf, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import type { Finding, Rule } from './rule.ts';

/** What the format knows and this version does not execute is an error, never passed over. */
export const notAvailable: Rule = {
  code: 'not-available',
  severity: 'error',
  *check({ tree }) {
    for (const { value: agent } of pairsOf(valueOf(tree.root, 'agents'))) yield* unavailableAgent(agent);
  },
};

function* unavailableAgent(agent: SyntaxNode | undefined): Iterable<Finding> {
  const written = valueOf(agent, 'uses');
  const uses = runnerNames.find((name) => name === stringOf(written));
  if (!written || !uses) return;
  if (!availableRunners.has(uses))
    yield { message: t('The runner "{0}" is not available in this version.', uses), range: written.range };
}
