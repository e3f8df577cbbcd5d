/** All about the node that somebody looks at in a graph: made when it is asked for, and again when text or execution change. */
import type { JsonValue } from '../../base/json.ts';
import { inspect } from '../../presentation/inspection.ts';
import { nodeInput } from '../../presentation/nodeInput.ts';
import { cancelReason } from '../../presentation/words.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { GraphInspection } from '../../protocol/graph.ts';
import type { Executions } from '../../sdk/executions.ts';
import type { GraphSubject } from './graphSubject.ts';
import type { OverTime } from './overTime.ts';
import type { ShownExecution } from './shownExecution.ts';

interface History {
  readonly input: JsonValue | undefined;
  readonly cancelled: string;
}

const nothing: History = { input: undefined, cancelled: '' };

export class Inspecting {
  readonly #executions: Executions;
  readonly #subject: GraphSubject;
  readonly #execution: ShownExecution;
  readonly #overTime: OverTime;
  #nodeId: string | null = null;
  /** What only the events say, of one node in one state of it: to read them all again costs. */
  #history: { readonly key: string; readonly found: Promise<History> } | undefined;

  constructor(executions: Executions, subject: GraphSubject, execution: ShownExecution, overTime: OverTime) {
    this.#executions = executions;
    this.#subject = subject;
    this.#execution = execution;
    this.#overTime = overTime;
  }

  get nodeId(): string | null {
    return this.#nodeId;
  }

  look(nodeId: string | null): void {
    this.#nodeId = nodeId;
  }

  async read(): Promise<GraphInspection | null> {
    const nodeId = this.#nodeId;
    if (nodeId === null) return null;
    const subject = await this.#subject.read(this.#execution.pinned);
    if (subject.kind === 'none') return null;
    const present = this.#execution.current();
    const past = present && (await this.#overTime.moment(present));
    const snapshot = past?.snapshot ?? present;
    const wallMs = past?.wallMs ?? Date.now();
    const history = snapshot ? await this.#historyOf(snapshot, nodeId) : nothing;
    const { project } = subject;
    const editable = this.#subject.uri !== undefined && project.syntax.problems.length === 0;
    return inspect({ project, nodeId, snapshot, ...history, wallMs, editable }) ?? null;
  }

  #historyOf({ id, nodes }: ExecutionSnapshot, nodeId: string): Promise<History> {
    const node = Object.hasOwn(nodes, nodeId) ? nodes[nodeId] : undefined;
    if (!node || (node.started_ms === null && node.ended_ms === null)) return Promise.resolve(nothing);
    const isCancelled = node.status === 'cancelled';
    const key = JSON.stringify([id, nodeId, node.started_ms, isCancelled]);
    if (this.#history?.key !== key) this.#history = { key, found: this.#readHistory(id, nodeId, isCancelled) };
    return this.#history.found;
  }

  async #readHistory(id: string, nodeId: string, isCancelled: boolean): Promise<History> {
    const [workflow, events] = await Promise.all([this.#executions.workflow(id), this.#executions.events(id)]);
    const end = events.findLast((event) => event.type === 'nodeCancelled' && event.node_id === nodeId);
    const cancelled = isCancelled && end?.type === 'nodeCancelled' ? cancelReason(end.reason) : '';
    try {
      return { input: workflow && nodeInput(workflow, events, nodeId), cancelled };
    } catch {
      // The events do not follow from this workflow: what it received is not known.
      return { input: undefined, cancelled };
    }
  }
}
