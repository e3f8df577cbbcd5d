/** An execution over time: its timeline while somebody wants it, and how it was after each of its events. */
import { outlineOf } from '../../presentation/outline.ts';
import type { EngineEvent } from '../../engine/events.ts';
import type { ExecutableWorkflow } from '../../engine/engine.ts';
import { EventLines } from '../../presentation/eventLines.ts';
import { graphExecution } from '../../presentation/graphExecution.ts';
import { timelineOf } from '../../presentation/timeline.ts';
import { type ExecutionSnapshot, isTerminal } from '../../protocol/execution.ts';
import type { GraphExecution, GraphTimeline } from '../../protocol/graph.ts';
import type { Executions } from '../../sdk/executions.ts';
import { Replayed } from '../../sdk/replayed.ts';

interface Recording {
  readonly id: string;
  readonly workflow: ExecutableWorkflow;
  readonly events: readonly EngineEvent[];
  readonly replayed: Replayed;
  readonly lines: readonly string[];
}

interface Moment {
  /** Its number, from 1. */
  readonly event: number;
  /** When it was. */
  readonly wallMs: number;
  readonly snapshot: ExecutionSnapshot;
  readonly recording: Recording;
}

export class OverTime {
  readonly #executions: Executions;
  /** Of the execution that was asked for last, once it is over. */
  #recording: { readonly id: string; readonly found: Promise<Recording | undefined> } | undefined;
  #past: { readonly executionId: string; readonly event: number } | undefined;
  isWanted = false;

  constructor(executions: Executions) {
    this.#executions = executions;
  }

  /** From now on an execution is shown as it was after so many events; null: as it is. */
  scrub(executionId: string, event: number | null): void {
    this.#past = event === null ? undefined : { executionId, event };
  }

  async timeline(snapshot: ExecutionSnapshot | undefined): Promise<GraphTimeline | null> {
    if (!snapshot) return null;
    const recording = isTerminal(snapshot.status) ? await this.#recordingOf(snapshot.id) : undefined;
    const workflow = recording?.workflow ?? (await this.#executions.workflow(snapshot.id));
    if (!workflow) return null;
    const events = recording?.events.length ?? 0;
    const outline = outlineOf(workflow);
    return timelineOf({ snapshot, outline, graph: workflow.graph, events, wallMs: Date.now() });
  }

  /** Undefined where the present state is to be shown. */
  async past(snapshot: ExecutionSnapshot): Promise<GraphExecution | undefined> {
    const moment = await this.moment(snapshot);
    if (!moment) return undefined;
    const { event, wallMs, recording } = moment;
    const { events, lines, workflow } = recording;
    const shown = graphExecution(moment.snapshot, outlineOf(workflow), wallMs);
    const atMs = Math.max(0, wallMs - (events[0]?.time_ms ?? 0));
    // Nothing can be done in the past.
    return { ...shown, can: [], asks: [], past: { event, of: events.length, atMs, text: lines[event - 1] ?? '' } };
  }

  /** The execution as it was at the event that is shown of it; undefined where the present state is to be shown. */
  async moment(snapshot: ExecutionSnapshot): Promise<Moment | undefined> {
    const wanted = this.#past;
    if (wanted?.executionId !== snapshot.id || !isTerminal(snapshot.status)) return undefined;
    const recording = await this.#recordingOf(snapshot.id);
    if (!recording) return undefined;
    const { events, replayed } = recording;
    const event = Math.min(Math.max(1, wanted.event), events.length);
    return { event, wallMs: events[event - 1]?.time_ms ?? 0, snapshot: replayed.at(event), recording };
  }

  #recordingOf(id: string): Promise<Recording | undefined> {
    if (this.#recording?.id !== id) this.#recording = { id, found: this.#record(id) };
    return this.#recording.found;
  }

  async #record(id: string): Promise<Recording | undefined> {
    const [workflow, events] = await Promise.all([this.#executions.workflow(id), this.#executions.events(id)]);
    if (!workflow || events.length === 0) return undefined;
    const replayed = new Replayed(workflow, events);
    try {
      replayed.at(events.length);
    } catch {
      // They do not follow from this workflow: there is nothing to go through.
      return undefined;
    }
    const words = new EventLines();
    const lines = events.map((event) => {
      const { node, text } = words.line(event);
      return node === undefined ? text : `${node}: ${text}`;
    });
    return { id, workflow, events, replayed, lines };
  }
}
