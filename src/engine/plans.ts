/** What attempts and joins go by: settings of nodes with everything inherited (key by key: node, agent, fork, workflow). */
import type {
  AgentDefinition,
  ErrorHandling,
  JoinSettings,
  NodeDefinition,
  OnFailure,
  RunnerName,
  WorkflowDefinition,
} from '../model/definition.ts';
import type { Template } from '../model/expressions/template.ts';
import type { MergeSettings } from './join/merges.ts';
import type { Region } from './programRegions.ts';
import { resolveRetry, type RetryPlan } from './retryPlan.ts';
import { toMs } from './units.ts';

export interface TaskPlan {
  readonly agent: AgentDefinition;
  readonly uses: RunnerName;
  /** D2: the node's `with` over its agent's, key by key. */
  readonly settings: ReadonlyMap<string, Template>;
  readonly retry: RetryPlan;
  readonly attemptTimeoutMs: number | undefined;
  readonly totalTimeoutMs: number | undefined;
  /** F3 */
  readonly continueOnFailure: boolean;
}

export interface JoinPlan extends JoinSettings, MergeSettings {
  readonly merge: Extract<NodeDefinition, { kind: 'join' }>['merge'];
  readonly timeoutMs: number | undefined;
  /** Its fork's region (J6). */
  readonly region: number | undefined;
  /** J2, J4: `on_failure` of its fork; of a `for_each` its own. */
  readonly onFailure: OnFailure;
}

type Kind<K extends NodeDefinition['kind']> = Extract<NodeDefinition, { readonly kind: K }>;

export function planTask(
  workflow: WorkflowDefinition,
  node: NodeDefinition,
  region: Region | undefined,
): TaskPlan | undefined {
  if (node.kind !== 'agent_task' && node.kind !== 'for_each') return undefined;
  const agent = workflow.agents.get(node.agentId);
  if (agent?.uses === undefined)
    throw new Error(`The agent "${node.agentId}" of the node "${node.id}" cannot be executed`);
  const places: readonly (ErrorHandling | undefined)[] = [
    node.errorHandling,
    agent.errorHandling,
    region?.errorHandling,
    workflow.errorHandling,
  ];
  return {
    agent,
    uses: agent.uses,
    settings: new Map([...agent.with, ...node.with]),
    retry: resolveRetry(places),
    attemptTimeoutMs: toMs(places.find((place) => place?.timeoutSeconds !== undefined)?.timeoutSeconds),
    totalTimeoutMs: toMs(places.find((place) => place?.totalTimeoutSeconds !== undefined)?.totalTimeoutSeconds),
    continueOnFailure: node.kind === 'agent_task' && node.errorHandling.onFailure === 'continue',
  };
}

/** A mock in the place of a whole subworkflow: one attempt, as of a task. */
export function planMockedSubworkflow({ id, range, idRange }: Kind<'subworkflow'>): TaskPlan {
  const agent = { id, capabilities: [], with: new Map(), errorHandling: {}, idempotent: true, range, idRange };
  return {
    agent,
    uses: 'mock',
    settings: new Map(),
    retry: resolveRetry([]),
    attemptTimeoutMs: undefined,
    totalTimeoutMs: undefined,
    continueOnFailure: false,
  };
}

export function planJoin(
  node: NodeDefinition,
  index: number | undefined,
  region: Region | undefined,
): JoinPlan | undefined {
  if (node.kind !== 'join') return undefined;
  return {
    ...joinSettings(node),
    merge: node.merge,
    ...(node.aggregate !== undefined && { aggregate: node.aggregate }),
    timeoutMs: toMs(node.timeoutSeconds),
    region: index,
    onFailure: region?.errorHandling.onFailure ?? 'abort',
  };
}

/** D4: a `for_each` joins its items as a join its branches. */
export function planEach(node: Kind<'for_each'>): JoinPlan {
  return {
    ...joinSettings(node),
    merge: 'collect_all',
    timeoutMs: undefined,
    region: undefined,
    onFailure: node.errorHandling.onFailure ?? 'abort',
  };
}

function joinSettings({ mode, count, percent, remaining }: JoinSettings): JoinSettings {
  return { mode, remaining, ...(count !== undefined && { count }), ...(percent !== undefined && { percent }) };
}
