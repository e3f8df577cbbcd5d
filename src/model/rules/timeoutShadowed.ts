import { t } from '../../base/l10n.ts';
import { hasTimeout, itemOf } from '../compile/nodes.ts';
import type { ErrorHandling, NodeDefinition } from '../definition.ts';
import { findRegions, type Regions } from '../graph/regions.ts';
import { pairOf, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import { notedNodes } from './noted.ts';
import { togetherOf } from './sound.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

/** A time that is written somewhere. */
interface Time {
  readonly seconds: number;
  /** What the key stands in. */
  readonly place: SyntaxNode | undefined;
  readonly key: 'timeout_seconds' | 'total_timeout_seconds';
  readonly says: string;
}

type Tasks = Extract<NodeDefinition, { readonly errorHandling: ErrorHandling; readonly agentId: string }>;

/** Settings as they hold for each node, key by key: its own, its agent's, those of the innermost fork, the workflow's. */
export const timeoutShadowed: Rule = {
  code: 'timeout-shadowed',
  severity: 'info',
  *check(context) {
    const { graph, definition } = context;
    const isWritten = ({ errorHandling }: { readonly errorHandling: ErrorHandling }): boolean =>
      errorHandling.timeoutSeconds !== undefined;
    const isSomewhere =
      isWritten(definition) ||
      [...definition.agents.values()].some(isWritten) ||
      [...notedNodes(context)].some(({ node }) => hasTimeout(node));
    const together = isSomewhere ? togetherOf(context) : undefined;
    if (!together) return;
    const hasForks = graph.nodes.some((node) => node.kind === 'fork' && limits(node));
    const regions = hasForks ? findRegions(graph) : undefined;
    const told = new Set<SyntaxNode>();
    for (const [index, node] of graph.nodes.entries()) {
      if (node.kind !== 'agent_task' && node.kind !== 'for_each') continue;
      const shadowed = shadowOf(node, index, regions, context);
      if (!shadowed?.attempt.place || told.has(shadowed.attempt.place)) continue;
      told.add(shadowed.attempt.place);
      yield findingOf(node, shadowed);
    }
  },
};

function limits(fork: Extract<NodeDefinition, { readonly kind: 'fork' }>): boolean {
  const { timeoutSeconds, totalTimeoutSeconds } = fork.errorHandling;
  return [fork.timeoutSeconds, timeoutSeconds, totalTimeoutSeconds].some((seconds) => seconds !== undefined);
}

interface Shadowed {
  readonly attempt: Time;
  readonly around: Time;
}

function shadowOf(
  node: Tasks,
  index: number,
  regions: Regions | undefined,
  context: RuleContext,
): Shadowed | undefined {
  const { definition, graph, tree } = context;
  const forks: Extract<NodeDefinition, { readonly kind: 'fork' }>[] = [];
  for (let at = regions?.innermostFork[index] ?? -1; at >= 0; at = regions?.innermostFork[at] ?? -1) {
    const fork = graph.nodes[at];
    if (fork?.kind === 'fork') forks.push(fork);
  }
  const configOf = (one: NodeDefinition): SyntaxNode | undefined => valueOf(itemOf(one), 'config');
  const [innermost] = forks;
  const agent = definition.agents.get(node.agentId);
  const places: readonly (readonly [ErrorHandling | undefined, () => SyntaxNode | undefined])[] = [
    [node.errorHandling, () => configOf(node)],
    [agent?.errorHandling, () => valueOf(valueOf(tree.root, 'agents'), node.agentId)],
    [innermost?.errorHandling, () => innermost && configOf(innermost)],
    [definition.errorHandling, () => tree.root],
  ];
  const nearest = (name: 'timeoutSeconds' | 'totalTimeoutSeconds', says: string): Time | undefined => {
    for (const [handling, owner] of places) {
      const seconds = handling?.[name];
      const key = name === 'timeoutSeconds' ? 'timeout_seconds' : 'total_timeout_seconds';
      if (seconds !== undefined) return { seconds, place: valueOf(owner(), 'error_handling'), key, says };
    }
    return undefined;
  };
  const attempt = nearest('timeoutSeconds', '');
  if (!attempt) return undefined;
  const around = [
    nearest('totalTimeoutSeconds', t('all attempts together')),
    ...forks.map((fork) => timeOf(fork.timeoutSeconds, configOf(fork), t('the branches of "{0}"', fork.id))),
    timeOf(definition.timeoutSeconds, tree.root, t('the whole execution')),
  ].filter((time) => time !== undefined);
  const shortest = around.reduce<Time | undefined>(
    (least, time) => (least === undefined || time.seconds < least.seconds ? time : least),
    undefined,
  );
  return shortest && shortest.seconds < attempt.seconds ? { attempt, around: shortest } : undefined;
}

function timeOf(seconds: number | undefined, place: SyntaxNode | undefined, says: string): Time | undefined {
  return seconds === undefined ? undefined : { seconds, place, key: 'timeout_seconds', says };
}

function findingOf(node: Tasks, { attempt, around }: Shadowed): Finding {
  const written = valueOf(attempt.place, attempt.key);
  const shadow = pairOf(around.place, around.key);
  return {
    message: t(
      'An attempt of "{0}" may take {1} s, but {2} may take {3} s. Shorten the one, or raise the other.',
      node.id,
      attempt.seconds,
      around.says,
      around.seconds,
    ),
    range: written?.range ?? node.idRange,
    nodes: [node.id],
    related: shadow ? [{ message: t('This time is shorter.'), range: shadow.range }] : [],
  };
}
