/** All about one node: what the file says of it, and what an execution made of it. Texts are safe to show (threat T15). */
import { formatDuration } from '../base/duration.ts';
import type { JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { graphFields, writtenField } from '../language/graphFields.ts';
import type { NodeDefinition } from '../model/definition.ts';
import type { Project } from '../model/project.ts';
import { placeAt, type SyntaxNode, toJson, valueOf } from '../model/syntax/syntaxTree.ts';
import type { ExecutionSnapshot, NodeSnapshot } from '../protocol/execution.ts';
import { graphNodeTypes } from '../protocol/graphEdits.ts';
import type { GraphInspection, InspectedSetting, InspectedValue } from '../protocol/graph.ts';
import { attemptRows } from './attemptRows.ts';
import { safeJson, safeLine, safeText } from './safeText.ts';
import { statusWord } from './status.ts';
import { whySkipped } from './whySkipped.ts';
import { isLive, itemsText, joined, nodeDuration, reasonOf, shownNodeStatus, sinceStart } from './words.ts';

export interface Inspected {
  readonly project: Pick<Project, 'definition' | 'graph' | 'syntax'>;
  readonly nodeId: string;
  readonly snapshot: ExecutionSnapshot | undefined;
  /** What it received; undefined where that is not known. */
  readonly input: JsonValue | undefined;
  /** Why it was cancelled, as an end of a sentence; empty where it was not. */
  readonly cancelled: string;
  /** The time now. */
  readonly wallMs: number;
  /** Whether the file can be changed. */
  readonly editable: boolean;
}

/** Longer values are cut: the whole one opens as a document. In UTF-16 code units. */
const longestValue = 2_000;
const mostAttempts = 50;

/** Undefined where there is no such node. */
export function inspect(asked: Inspected): GraphInspection | undefined {
  const { project, nodeId, snapshot } = asked;
  const index = project.graph.indexOf(nodeId);
  const node = index === undefined ? undefined : project.graph.nodes[index];
  if (index === undefined || !node) return undefined;
  const state = snapshot && Object.hasOwn(snapshot.nodes, node.id) ? snapshot.nodes[node.id] : undefined;
  const [, , item] = placeAt(project.syntax.root, node.range.start).nodes;
  return {
    nodeId: node.id,
    title: safeLine(node.name ?? node.id, 300),
    kind: node.kind,
    editable: asked.editable,
    settings: settingsOf(asked, node, item),
    executionId: state ? (snapshot?.id ?? '') : '',
    ...(state && snapshot ? outcomeOf(asked, node, state, snapshot, index) : noOutcome),
  };
}

type Outcome = Pick<GraphInspection, 'status' | 'state' | 'attempts' | 'values'>;

const noOutcome: Outcome = { status: null, state: [], attempts: [], values: [] };

function settingsOf(
  { project, editable }: Inspected,
  node: NodeDefinition,
  item: SyntaxNode | undefined,
): readonly InspectedSetting[] {
  const fields = graphFields(node.kind, project.definition);
  const changeable = fields.map((field): InspectedSetting => {
    const value = writtenField(item, field);
    const { key, choices } = field;
    const label = safeLine(key);
    // A list or a map is not one line of text.
    const isSimple = value === undefined || value === null || typeof value !== 'object';
    if (!editable || !isSimple) return { label, value: textOf(value) };
    return { label, value: textOf(value), field: key, ...(choices && { choices }) };
  });
  const identity: readonly InspectedSetting[] = editable
    ? [
        { label: 'id', value: safeLine(node.id), field: 'id' },
        ...(typed.has(node.kind)
          ? [{ label: 'type', value: node.kind, field: 'type', choices: graphNodeTypes } as InspectedSetting]
          : []),
      ]
    : [];
  const shown = new Set(fields.map(({ key }) => key));
  const others = [valueOf(item, 'config'), item].flatMap((map) =>
    (map?.kind === 'map' ? map.pairs : []).filter(({ name }) => !shown.has(name) && !known.has(name)),
  );
  return [
    ...identity,
    ...changeable.filter(({ field, value }) => field !== undefined || value !== ''),
    ...others.map(({ name, value }) => ({ label: safeLine(name, 200), value: textOf(toJson(value)) })),
    ...agentSettings(project, node),
  ];
}

/** What can be made to something else. */
const typed: ReadonlySet<string> = new Set(graphNodeTypes);

const known = new Set(['id', 'type', 'gateway_type', 'config']);

function agentSettings(
  { definition, syntax }: Inspected['project'],
  node: NodeDefinition,
): readonly InspectedSetting[] {
  const agent = 'agentId' in node ? definition.agents.get(node.agentId) : undefined;
  if (!agent) return [];
  const written = valueOf(valueOf(valueOf(syntax.root, 'agents'), agent.id), 'with');
  return [
    { label: 'uses', value: safeLine(agent.uses ?? '') },
    ...(written?.kind === 'map'
      ? written.pairs.map(({ name, value }) => ({ label: safeLine(name, 200), value: textOf(toJson(value)) }))
      : []),
  ];
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return safeLine(typeof value === 'string' ? value : safeJson(value), longestValue);
}

function outcomeOf(
  { project, input, cancelled, wallMs }: Inspected,
  node: NodeDefinition,
  state: NodeSnapshot,
  snapshot: ExecutionSnapshot,
  index: number,
): Outcome {
  const status = shownNodeStatus(state.status, snapshot);
  const nowMs = isLive(snapshot) ? sinceStart(snapshot, wallMs) : undefined;
  const attempts = attemptRows(node.id, state, snapshot.id, nowMs);
  const began = state.started_ms === null ? undefined : t('began after {0}', formatDuration(state.started_ms));
  const lines = [
    joined([statusWord(status), nodeDuration(state, nowMs, node.kind), itemsText(state), cancelled]),
    began ?? '',
    ...(status === 'skipped' ? whySkipped(project.graph, snapshot, index) : []),
  ];
  const values: InspectedValue[] = [];
  if (input !== undefined) values.push(valueOfPart('input', safeJson(input, 2)));
  if (state.error) values.push(valueOfPart('error', safeText(reasonOf(state.error, Infinity))));
  if (status === 'completed') values.push(valueOfPart('output', safeJson(state.output, 2)));
  return {
    status,
    state: lines.filter((line) => line !== ''),
    attempts: attempts.slice(-mostAttempts).map(({ label, description }) => joined([label, description])),
    values,
  };
}

function valueOfPart(part: InspectedValue['part'], text: string): InspectedValue {
  const isCut = text.length > longestValue;
  return { part, text: isCut ? `${text.slice(0, longestValue)}…` : text, isCut };
}
