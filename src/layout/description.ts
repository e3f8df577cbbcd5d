/** What a picture says, without where: texts and problems of nodes and edges, in the file's order. */
import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import { mapInSteps, type Steps } from '../base/steps.ts';
import { itemOfEdge } from '../model/compile/edges.ts';
import { itemOf } from '../model/compile/nodes.ts';
import type { EdgeDefinition, NodeDefinition, NodeKind } from '../model/definition.ts';
import type { Template } from '../model/expressions/template.ts';
import type { Project } from '../model/project.ts';
import { stringOf, type SyntaxNode, valueOf } from '../model/syntax/syntaxTree.ts';
import type { EdgeOutcome, FoldedFork } from '../protocol/graph.ts';

export interface Description {
  readonly nodes: readonly DescribedNode[];
  readonly edges: readonly DescribedEdge[];
}

export interface DescribedNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly runner: string;
  readonly label: string;
  readonly detail: string;
  readonly problem?: 'error' | 'warning';
  readonly folded?: FoldedFork;
  readonly foldable?: true;
}

export interface DescribedEdge {
  /** Indices of nodes. */
  readonly source: number;
  readonly target: number;
  readonly on: EdgeOutcome;
  readonly label: string;
}

/** A text longer than this is not shown anyway. */
const longestText = 200;

export function* describeInSteps(project: Pick<Project, 'definition' | 'graph' | 'diagnostics'>): Steps<Description> {
  const { definition, graph } = project;
  const problems = worstProblems(project);
  const nodes = yield* mapInSteps(graph.nodes, (node, index): DescribedNode => {
    const agent = 'agentId' in node ? definition.agents.get(node.agentId) : undefined;
    const problem = problems.get(node.id);
    return {
      id: node.id,
      kind: node.kind,
      runner: agent?.uses ?? '',
      label: shown(node.name ?? '') || node.id,
      detail: shown(detailOf(node, agent?.name, graph.incoming[index]?.length ?? 0)),
      ...(problem && { problem }),
    };
  });
  const edges = yield* mapInSteps(graph.edges, ({ source, target, definition: edge }) => ({
    source,
    target,
    on: edge.on,
    label: shown(edgeLabel(edge)),
  }));
  return { nodes, edges };
}

function detailOf(node: NodeDefinition, agentName: string | undefined, branches: number): string {
  switch (node.kind) {
    case 'start':
    case 'exclusive_gateway':
      return '';
    case 'end':
      return node.terminate ? t('ends everything') : '';
    case 'agent_task':
    case 'for_each':
      return agentName ?? node.agentId;
    case 'fork':
      return node.maxConcurrency === undefined ? '' : t('at most {0} at a time', node.maxConcurrency);
    case 'join':
      return joinText(node, branches);
    case 'approval':
      return node.approvers.length === 0 ? t('approval') : node.approvers.join(', ');
    case 'delay':
      return delayText(node);
    case 'subworkflow':
      return node.path;
  }
}

function joinText(join: NodeDefinition & { kind: 'join' }, branches: number): string {
  switch (join.mode) {
    case 'all':
      return t('all');
    case 'any':
      return t('any');
    case 'race':
      return t('race');
    case 'majority':
      return t('majority');
    case 'all_settled':
      return t('all settled');
    case 'n_of_m':
      return join.percent === undefined ? t('{0} of {1}', join.count ?? '?', branches) : t('{0} %', join.percent);
  }
}

function delayText(node: NodeDefinition & { kind: 'delay' }): string {
  const { seconds, until } = node;
  if (typeof seconds === 'number') return formatDuration(seconds * 1000);
  const config = valueOf(itemOf(node), 'config');
  if (seconds !== undefined) return templateText(seconds, valueOf(config, 'seconds'));
  return until === undefined ? '' : t('until {0}', templateText(until, valueOf(config, 'until')));
}

function edgeLabel(edge: EdgeDefinition): string {
  if (edge.label !== undefined) return edge.label;
  if (edge.condition !== undefined) return templateText(edge.condition, valueOf(itemOfEdge(edge), 'condition'));
  if (edge.default) return t('otherwise');
  if (edge.on === 'failure') return t('on failure');
  return edge.on === 'always' ? t('always') : '';
}

/** As its author wrote it, without braces where it is one expression. @param written what cannot be understood is null in the template */
function templateText(template: Template, written: SyntaxNode | undefined): string {
  switch (template.kind) {
    case 'literal':
      return (
        stringOf(written) ?? (typeof template.value === 'string' ? template.value : JSON.stringify(template.value))
      );
    case 'expression':
      return template.expression.source;
    case 'text':
      return template.parts.map((part) => (typeof part === 'string' ? part : `\${{ ${part.source} }}`)).join('');
    case 'list':
    case 'map':
      return '…';
  }
}

function worstProblems({ diagnostics }: Pick<Project, 'diagnostics'>): ReadonlyMap<string, 'error' | 'warning'> {
  const worst = new Map<string, 'error' | 'warning'>();
  for (const { severity, nodes } of diagnostics) {
    if (severity !== 'error' && severity !== 'warning') continue;
    for (const id of nodes) if (worst.get(id) !== 'error') worst.set(id, severity);
  }
  return worst;
}

function shown(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > longestText ? `${line.slice(0, longestText - 1)}…` : line;
}
