/** An execution over time: its timeline while somebody wants it, and how it was after each of its events. */
import { type Outline, outlineInSteps } from '../../presentation/outline.ts';
import type { Steps } from '../../base/steps.ts';
import type { EngineEvent } from '../../engine/events.ts';
import type { ExecutableWorkflow } from '../../engine/engine.ts';
import { EventLines } from '../../presentation/eventLines.ts';
import { graphExecutionInSteps } from '../../presentation/graphExecution.ts';
import { timelineOf } from '../../presentation/timeline.ts';
import { type ExecutionSnapshot, isTerminal } from '../../protocol/execution.ts';
import type { GraphExecution, GraphTimeline } from '../../protocol/graph.ts';
import { finishBesides } from '../../sdk/besides.ts';
import type { Executions } from '../../sdk/executions.ts';
import { Replayed } from '../../sdk/replayed.ts';

interface Recording {
  readonly id: string;
  readonly workflow: ExecutableWorkflow;
  readonly outline: Outline;
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
  /** The last moment that was asked for, once it is there. */
  #moment: Promise<Moment | undefined> = Promise.resolve(undefined);
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
    const outline = recording?.outline ?? (await finishBesides(outlineInSteps(workflow)));
    return timelineOf({ snapshot, outline, graph: workflow.graph, events, wallMs: Date.now() });
  }

  /** Undefined where the present state is to be shown. */
  async past(snapshot: ExecutionSnapshot): Promise<GraphExecution | undefined> {
    const moment = await this.moment(snapshot);
    if (!moment) return undefined;
    const { event, wallMs, recording } = moment;
    const { events, lines, outline } = recording;
    const shown = await finishBesides(graphExecutionInSteps(moment.snapshot, outline, wallMs));
    const atMs = Math.max(0, wallMs - (events[0]?.time_ms ?? 0));
    // Nothing can be done in the past.
    return { ...shown, can: [], asks: [], past: { event, of: events.length, atMs, text: lines[event - 1] ?? '' } };
  }

  /**
   * The execution as it was at the event that is shown of it; undefined where the present state is to be shown. One after the
   * other, each the newest that is wanted by then: a slider asks faster than a large execution can answer.
   */
  moment(snapshot: ExecutionSnapshot): Promise<Moment | undefined> {
    const last = this.#moment.catch(() => undefined);
    this.#moment = last.then((moment) => this.#newest(snapshot, moment));
    return this.#moment;
  }

  async #newest(snapshot: ExecutionSnapshot, last: Moment | undefined): Promise<Moment | undefined> {
    const wanted = this.#past;
    if (wanted?.executionId !== snapshot.id || !isTerminal(snapshot.status)) return undefined;
    const recording = await this.#recordingOf(snapshot.id);
    if (!recording) return undefined;
    const { events, replayed } = recording;
    const event = Math.min(Math.max(1, wanted.event), events.length);
    if (last?.recording === recording && last.event === event) return last;
    const then = await finishBesides(replayed.at(event));
    return { event, wallMs: events[event - 1]?.time_ms ?? 0, snapshot: then, recording };
  }

  #recordingOf(id: string): Promise<Recording | undefined> {
    if (this.#recording?.id !== id) this.#recording = { id, found: this.#record(id) };
    return this.#recording.found;
  }

  async #record(id: string): Promise<Recording | undefined> {
    const [workflow, events] = await Promise.all([this.#executions.workflow(id), this.#executions.events(id)]);
    if (!workflow || events.length === 0) return undefined;
    const outline = await finishBesides(outlineInSteps(workflow));
    const replayed = new Replayed(workflow, events);
    try {
      await finishBesides(replayed.at(events.length));
    } catch {
      // They do not follow from this workflow: there is nothing to go through.
      return undefined;
    }
    return { id, workflow, outline, events, replayed, lines: await finishBesides(linesOf(events)) };
  }
}

function* linesOf(events: readonly EngineEvent[]): Steps<readonly string[]> {
  const words = new EventLines();
  const lines: string[] = [];
  for (const event of events) {
    const { node, text } = words.line(event);
    lines.push(node === undefined ? text : `${node}: ${text}`);
    yield;
  }
  return lines;
}
