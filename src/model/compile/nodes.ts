import { Attached } from '../../base/attached.ts';
import { type MappedList, mapAgain } from '../../base/lists.ts';
import type { Steps } from '../../base/steps.ts';
import type { JoinSettings, NodeDefinition } from '../definition.ts';
import type { ExpressionProblem, Reference } from '../expressions/compile.ts';
import { compileTemplate } from '../expressions/compileTemplate.ts';
import { itemsOf, pairsOf, stringOf, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import { compileErrorHandling } from './errorHandling.ts';
import {
  type CompileContext,
  type ItemContext,
  optional,
  readBoolean,
  readEnum,
  readNumber,
  readString,
  readStrings,
  readTemplate,
  readTemplates,
} from './read.ts';
import { referencesOf, templatesOf } from './templates.ts';

/** An item of `nodes` as it was compiled; the same object as long as nothing in it, nor what it was read with, has changed. */
export interface NodeEntry {
  /** As written; undefined where no text stands there. */
  readonly id: string | undefined;
  readonly lowerId: string | undefined;
  /** Undefined where it cannot be understood. */
  readonly node: NodeDefinition | undefined;
  readonly problems: readonly ExpressionProblem[];
  /** Whether JSONata stands in it, as its agent says. */
  readonly isTransform: boolean;
  /** Of its own expressions, and of the settings that it lays over its agent's. */
  readonly references: readonly Reference[];
  readonly settingReferences: readonly Reference[];
  /** Whether it has one of the settings that count beside others only. */
  readonly hasDependent: boolean;
}

/** Of joins, and of what ends as one does. */
const dependent: ReadonlySet<string> = new Set(['count', 'percent', 'aggregate']);

const none: readonly never[] = [];
const entries = new Attached<SyntaxNode, NodeEntry>();
const items = new Attached<NodeDefinition, SyntaxNode>();

/** A node as it is written. */
export function itemOf(node: NodeDefinition): SyntaxNode | undefined {
  return items.get(node);
}

export interface NodeEntries extends MappedList<SyntaxNode, NodeEntry> {
  /** The section that they were read with. */
  readonly agents: SyntaxNode | undefined;
}

/** @param before of the text before an edit */
export function* compileNodes({ tree }: CompileContext, before: NodeEntries | undefined): Steps<NodeEntries> {
  const agents = valueOf(tree.root, 'agents');
  const transforms = new Map<string, boolean>();
  const isTransform = (agent: string | undefined): boolean => {
    if (agent === undefined) return false;
    let known = transforms.get(agent);
    if (known === undefined) transforms.set(agent, (known = usesTransform(valueOf(agents, agent))));
    return known;
  };
  const compiled = yield* mapAgain(
    before?.agents === agents ? before : undefined,
    itemsOf(valueOf(tree.root, 'nodes')),
    (item) => {
      const known = entries.get(item);
      if (known?.node && known.isTransform === isTransform(agentIdOf(known.node))) return known;
      return compileItem(item, isTransform(readString(item, 'agent_id')));
    },
    isNoted,
  );
  return { ...compiled, agents };
}

/** Whether something is written that rules about single nodes have to look at. */
function isNoted({ node, problems, isTransform, references, settingReferences, hasDependent }: NodeEntry): boolean {
  if (problems.length > 0 || isTransform || references.length > 0 || settingReferences.length > 0) return true;
  if (!node || hasDependent) return hasDependent;
  return ('with' in node && node.with.size > 0) || hasTimeout(node);
}

/** Whether attempts are limited where the node is written. */
export function hasTimeout(node: NodeDefinition): boolean {
  return 'errorHandling' in node && node.errorHandling.timeoutSeconds !== undefined;
}

function agentIdOf(node: NodeDefinition): string | undefined {
  return 'agentId' in node ? node.agentId : undefined;
}

/** Of one item beforehand, with the agents as far as they are known. */
export function compileNodeItem(item: SyntaxNode, agents: SyntaxNode | undefined): NodeEntry {
  const agent = readString(item, 'agent_id');
  return compileItem(item, agent !== undefined && usesTransform(valueOf(agents, agent)));
}

function compileItem(item: SyntaxNode, isTransform: boolean): NodeEntry {
  const context: NodeContext = { problems: [], isTransform };
  const node = compileNode(item, context);
  if (node) items.set(node, item);
  const id = stringOf(valueOf(item, 'id'));
  const entry: NodeEntry = {
    id,
    lowerId: id?.toLowerCase(),
    node,
    problems: orNone(context.problems),
    isTransform,
    references: node ? orNone(templatesOf(node).flatMap(referencesOf)) : none,
    settingReferences: node && 'with' in node ? orNone([...node.with.values()].flatMap(referencesOf)) : none,
    hasDependent:
      node !== undefined && 'mode' in node && pairsOf(valueOf(item, 'config')).some(({ name }) => dependent.has(name)),
  };
  entries.set(item, entry);
  return entry;
}

/** Most of many thousands have none. */
function orNone<T>(items: readonly T[]): readonly T[] {
  return items.length === 0 ? none : items;
}

interface NodeContext extends ItemContext {
  readonly isTransform: boolean;
}

function compileNode(item: SyntaxNode, context: NodeContext): NodeDefinition | undefined {
  const id = stringOf(valueOf(item, 'id'));
  if (id === undefined || id === '') return undefined;
  const specific = compileKind(item, context);
  if (!specific) return undefined;
  const node = {
    id,
    ...optional('name', readString(item, 'name')),
    ...optional('description', readString(item, 'description')),
    ...specific,
  };
  // One by one: all at once takes twice as long.
  Object.defineProperty(node, 'range', range);
  Object.defineProperty(node, 'idRange', idRange);
  if ('agentId' in node) Object.defineProperty(node, 'agentIdRange', agentIdRange);
  return node as unknown as NodeDefinition;
}

/** Where it stands is looked up when somebody asks, which is seldom. */
const range = rangeOf((item) => item);
const idRange = rangeOf((item) => valueOf(item, 'id'));
const agentIdRange = rangeOf((item) => valueOf(item, 'agent_id') ?? item);

function rangeOf(find: (item: SyntaxNode | undefined) => SyntaxNode | undefined): PropertyDescriptor {
  return {
    enumerable: true,
    configurable: true,
    get(this: NodeDefinition) {
      return find(itemOf(this))?.range;
    },
  };
}

/** What one type of node adds to the common keys. */
type Specific = NodeDefinition extends infer N
  ? N extends NodeDefinition
    ? Omit<N, keyof NodeCommonKeys>
    : never
  : never;
interface NodeCommonKeys {
  id: unknown;
  name: unknown;
  description: unknown;
  range: unknown;
  idRange: unknown;
  agentIdRange: unknown;
}

function compileKind(item: SyntaxNode, context: NodeContext): Specific | undefined {
  const config = valueOf(item, 'config');
  switch (readString(item, 'type')) {
    case 'start':
      return { kind: 'start' };
    case 'end':
      return { kind: 'end', terminate: readBoolean(config, 'terminate') ?? false };
    case 'agent_task':
      return { kind: 'agent_task', ...agentUse(item, context), errorHandling: compileErrorHandling(config) };
    case 'parallel_gateway':
      return compileGateway(item, config);
    case 'exclusive_gateway':
      return { kind: 'exclusive_gateway' };
    case 'approval':
      return {
        kind: 'approval',
        approvers: readStrings(config, 'approvers') ?? [],
        onTimeout: readEnum(config, 'on_timeout', ['reject', 'approve', 'fail']) ?? 'fail',
        ...optional('message', readTemplate(config, 'message', context)),
        ...optional('timeoutSeconds', readNumber(config, 'timeout_seconds')),
      };
    case 'delay':
      return {
        kind: 'delay',
        ...optional('seconds', readNumber(config, 'seconds') ?? readTemplate(config, 'seconds', context)),
        ...optional('until', readTemplate(config, 'until', context)),
      };
    case 'for_each':
      return compileForEach(item, config, context);
    case 'subworkflow':
      return {
        kind: 'subworkflow',
        path: readString(config, 'path') ?? '',
        inputs: readTemplates(config, 'inputs', context),
      };
    default:
      return undefined;
  }
}

function compileForEach(item: SyntaxNode, config: SyntaxNode | undefined, context: NodeContext): Specific {
  return {
    kind: 'for_each',
    ...agentUse(item, context),
    items: readTemplate(config, 'items', context, compileTemplate) ?? { kind: 'literal', value: [] },
    as: readString(config, 'as') ?? 'item',
    errorHandling: compileErrorHandling(config),
    ...joinSettings(config),
    ...optional('maxConcurrency', readNumber(config, 'max_concurrency')),
  };
}

function compileGateway(item: SyntaxNode, config: SyntaxNode | undefined): Specific | undefined {
  switch (readString(item, 'gateway_type')) {
    case 'fork':
      return {
        kind: 'fork',
        errorHandling: compileErrorHandling(config),
        ...optional('maxConcurrency', readNumber(config, 'max_concurrency')),
        ...optional('timeoutSeconds', readNumber(config, 'timeout_seconds')),
      };
    case 'join':
      return {
        kind: 'join',
        ...joinSettings(config),
        merge:
          readEnum(config, 'merge', ['by_branch', 'collect_all', 'merge_dict', 'first_result', 'aggregate']) ??
          'by_branch',
        ...optional('aggregate', readEnum(config, 'aggregate', ['sum', 'count', 'concat', 'max', 'min', 'avg'])),
        ...optional('timeoutSeconds', readNumber(config, 'timeout_seconds')),
      };
    default:
      return undefined;
  }
}

function joinSettings(config: SyntaxNode | undefined): JoinSettings {
  return {
    mode: readEnum(config, 'mode', ['all', 'any', 'race', 'n_of_m', 'majority', 'all_settled']) ?? 'all',
    remaining: readEnum(config, 'remaining', ['cancel', 'ignore', 'wait']) ?? 'cancel',
    ...optional('count', readNumber(config, 'count')),
    ...optional('percent', readNumber(config, 'percent')),
  };
}

/** The agent that a node names, and the settings it lays over the agent's. JSONata (`expression`) is not ours to read. */
function agentUse(
  item: SyntaxNode,
  context: NodeContext,
): Pick<NodeDefinition & { kind: 'agent_task' }, 'agentId' | 'with'> {
  return {
    agentId: readString(item, 'agent_id') ?? '',
    with: readTemplates(item, 'with', context, context.isTransform ? ['expression'] : []),
  };
}

function usesTransform(agent: SyntaxNode | undefined): boolean {
  return readString(agent, 'uses') === 'transform' || (readStrings(agent, 'capabilities') ?? []).includes('merge');
}
