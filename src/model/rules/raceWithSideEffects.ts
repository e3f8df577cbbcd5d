import { t } from '../../base/l10n.ts';
import type { NodeDefinition, RunnerName, WorkflowDefinition } from '../definition.ts';
import type { Template } from '../expressions/template.ts';
import { joinsThat } from './joins.ts';
import type { Rule, RuleContext } from './rule.ts';

const races = joinsThat((_, { node, most }) => (node.mode === 'race' || node.mode === 'any') && most > 1);

/** A loser may have written something by the time that it is cut off, or lets its result be dropped. */
export const raceWithSideEffects: Rule = {
  code: 'race-with-side-effects',
  severity: 'info',
  *check(context) {
    const { graph, definition } = context;
    const told = new Set<number>();
    for (const { node: join, join: index, partings, together } of races(context)) {
      const splits = partings.filter((parting) => together.ways.isParallel[parting] === 1);
      for (const branch of between(context, splits, index)) {
        const node = graph.nodes[branch];
        if (!node || told.has(branch) || !writes(node, definition)) continue;
        told.add(branch);
        yield {
          message: t(
            '"{0}" writes, and may do so although another branch wins the join "{1}". Make sure that this does no harm, or wait for all branches.',
            node.id,
            join.id,
          ),
          range: node.idRange,
          nodes: [node.id],
          related: [
            { message: t('The join takes the first branch: its mode is "{0}".', join.mode), range: join.idRange },
          ],
        };
      }
    }
  },
};

/** The nodes on the ways from where branches part to a join, in the file's order. */
function between({ graph }: RuleContext, splits: readonly number[], join: number): readonly number[] {
  const found = new Set<number>();
  for (const split of splits) {
    const behind = walk(graph.outgoing, 'target', split, join);
    for (const node of walk(graph.incoming, 'source', join, split)) if (behind.has(node)) found.add(node);
  }
  return [...found].sort((a, b) => a - b);

  function walk(sides: typeof graph.outgoing, end: 'source' | 'target', from: number, until: number): Set<number> {
    const seen = new Set<number>();
    const work = [from];
    for (let node = work.pop(); node !== undefined; node = work.pop())
      for (const edge of sides[node] ?? []) {
        const next = graph.edges[edge]?.[end];
        if (next === undefined || next === until || seen.has(next)) continue;
        seen.add(next);
        work.push(next);
      }
    return seen;
  }
}

/** With the settings that hold for the node: its own over its agent's, those of a derived runner included. */
function writes(node: NodeDefinition, { agents }: WorkflowDefinition): boolean {
  if (node.kind !== 'agent_task' && node.kind !== 'for_each') return false;
  const agent = agents.get(node.agentId);
  const setting = (key: string): Template | undefined => node.with.get(key) ?? agent?.with.get(key);
  return agent?.uses !== undefined && runnerWrites(agent.uses, setting);
}

/** What an expression decides is not known. */
function runnerWrites(uses: RunnerName, setting: (key: string) => Template | undefined): boolean {
  const literal = (key: string): unknown => {
    const template = setting(key);
    return template?.kind === 'literal' ? template.value : undefined;
  };
  switch (uses) {
    case 'command':
      return true;
    case 'sql':
      return literal('read_only') === false;
    case 'cache':
      return literal('operation') === 'set' || literal('operation') === 'delete';
    case 'http': {
      const method = literal('method');
      return typeof method === 'string' && !['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase());
    }
    default:
      return false;
  }
}
