/**
 * An execution's events as one text, in columns, which grows with each event.
 *
 * 1. A line that was told stays what it is; only behind the last event is the text made anew.
 * 2. When the execution is over, the lines of each branch follow together.
 */
import { t } from '../base/l10n.ts';
import type { EngineEvent } from '../engine/events.ts';
import { type ExecutionSnapshot, isTerminal } from '../protocol/execution.ts';
import { branchNames, placeName } from './branchNames.ts';
import { EventLines } from './eventLines.ts';
import type { Outline } from './outline.ts';
import { safeJson, safeLine } from './safeText.ts';

/** The columns of branch and node are at most so wide. */
const widest = 40;

/** What a long log does without; it says so in its head. */
export interface LogLimits {
  /** Of more events the branches are not told once more. */
  readonly grouped: number;
  /** In so many lines of events names of nodes are links. */
  readonly linked: number;
  /** Of more folds only those of whole branches are left: an editor takes the first 5,000 and would leave them out. */
  readonly folded: number;
}

/** 5,000 nodes have 20,000 events. */
const logLimits: LogLimits = { grouped: 50_000, linked: 25_000, folded: 5000 };

/** A line and those that can be folded under it. */
export interface Fold {
  readonly start: number;
  readonly end: number;
}

/** Where a node's name stands in the text. */
export interface NodeMention {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly nodeId: string;
}

interface BodyLine {
  readonly text: string;
  readonly nodeId: string | undefined;
  readonly branch: string | undefined;
  readonly isError: boolean;
}

interface ToldLine {
  readonly at: number;
  readonly line: BodyLine;
}

export class LogDocument {
  readonly #head: readonly string[];
  readonly #names: ReadonlyMap<string, string>;
  readonly #width: number;
  readonly #limits: LogLimits;
  readonly #lines = new EventLines();
  readonly #body: BodyLine[] = [];
  #startedMs: number | undefined;
  #lastSeq = 0;
  #folds: readonly Fold[] = [];
  /** The lines of the text that tell of an event, in its order: once, and once more with their branch. */
  #told: readonly ToldLine[] = [];

  /**
   * @param outline undefined while it is not known: then no branch is named
   * @param formatTime a moment for people, date and time. Lines end with `\n`; times count in seconds from the start.
   */
  constructor(
    snapshot: ExecutionSnapshot,
    outline: Outline | undefined,
    formatTime: (wallMs: number) => string,
    limits = logLimits,
  ) {
    this.#limits = limits;
    this.#head = [
      t('Workflow: {0}', safeLine(snapshot.workflow)),
      ...(snapshot.file === null ? [] : [t('File: {0}', safeLine(snapshot.file))]),
      t('Execution: {0}', snapshot.id),
      t('Started: {0}', formatTime(Date.parse(snapshot.started_at))),
    ];
    this.#names = branchNames(outline);
    const places = Object.keys(snapshot.nodes).map((id) => placeName(this.#names, id).length);
    this.#width = Math.min(
      widest,
      places.reduce((width, one) => Math.max(width, one), 0),
    );
  }

  /** Of the last event that was added; 0: none. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Takes an event that follows; one that was told already is left out. */
  add(event: EngineEvent): void {
    if (event.seq <= this.#lastSeq) return;
    this.#lastSeq = event.seq;
    this.#startedMs ??= event.time_ms;
    const { level, node, text } = this.#lines.line(event);
    const nodeId = 'node_id' in event ? event.node_id : undefined;
    const place = nodeId === undefined ? '' : safeLine(placeName(this.#names, nodeId, node));
    const time = ((event.time_ms - this.#startedMs) / 1000).toFixed(3).padStart(9);
    this.#body.push({
      text: `${time}  ${`[${level}]`.padEnd(9)}  ${place.padEnd(this.#width)}  ${text}`,
      nodeId,
      branch: nodeId === undefined ? undefined : this.#names.get(nodeId),
      isError: level === 'error',
    });
  }

  text(snapshot: ExecutionSnapshot): string {
    const branches = isTerminal(snapshot.status) ? this.#branches() : undefined;
    const lines = [...this.#head, ...this.#notes(branches), ''];
    const runs = runsOf(this.#body, lines.length).filter(isFold);
    const folds: Fold[] = [];
    const told: ToldLine[] = [];
    for (const line of this.#body) told.push({ at: lines.push(line.text) - 1, line });
    if (branches && !this.#isCut(branches)) pushBranches(branches, lines, folds, told);
    this.#told = told;
    const tail = tailOf(snapshot);
    if (tail.length > 0) folds.push({ start: lines.length + 1, end: lines.length + tail.length });
    if (tail.length > 0) lines.push('', ...tail);
    const own = folds.filter(isFold);
    this.#folds = own.length > 1 && runs.length + own.length > this.#limits.folded ? own : [...runs, ...own];
    return `${lines.join('\n')}\n`;
  }

  /** Of the text that was made last, by its lines from 0. */
  get folds(): readonly Fold[] {
    return this.#folds;
  }

  /** Nodes in the lines of events of the text that was made last, as far as they are links. */
  mentions(): readonly NodeMention[] {
    return this.#told.slice(0, this.#limits.linked).flatMap(({ at, line: { nodeId, text } }) => {
      if (nodeId === undefined) return [];
      const start = timeAndLevel;
      const end = start + text.slice(start).search(/ {2}|$/);
      return [{ line: at, start, end, nodeId }];
    });
  }

  /** The line of the text that was made last in which the node fails, else the first that tells of it; undefined where none does. */
  lineOf(node: string): number | undefined {
    const own = this.#told.filter(({ line: { nodeId } }) => nodeId === node);
    return (own.find(({ line }) => line.isError) ?? own[0])?.at;
  }

  /** The line that names the file; undefined where there is none. */
  get fileLine(): { readonly line: number; readonly start: number; readonly end: number } | undefined {
    const line = 1;
    const text = this.#head[line] ?? '';
    return this.#head.length < 4 ? undefined : { line, start: text.indexOf(' ') + 1, end: text.length };
  }

  /** The lines of each branch; none where there are not several. */
  #branches(): Branches {
    const branches = new Map<string, BodyLine[]>();
    for (const line of this.#body) {
      if (line.branch === undefined) continue;
      const own = branches.get(line.branch);
      if (own) own.push(line);
      else branches.set(line.branch, [line]);
    }
    return branches.size < 2 ? new Map() : branches;
  }

  #isCut(branches: Branches): boolean {
    return branches.size > 0 && this.#body.length > this.#limits.grouped;
  }

  /** What a limit takes away. */
  #notes(branches: Branches = new Map()): readonly string[] {
    const { grouped, linked } = this.#limits;
    const isCut = this.#isCut(branches);
    const again = isCut ? 0 : [...branches.values()].reduce((sum, { length }) => sum + length, 0);
    return [
      ...(isCut ? [t('Branches: not told one by one, there are more than {0} events', grouped)] : []),
      ...(this.#body.length + again > linked ? [t('Links: in the first {0} lines of events', linked)] : []),
    ];
  }
}

type Branches = ReadonlyMap<string, readonly BodyLine[]>;

function pushBranches(branches: Branches, lines: string[], folds: Fold[], told: ToldLine[]): void {
  for (const [branch, own] of branches) {
    lines.push('', t('Branch {0}', safeLine(branch, 300)));
    folds.push({ start: lines.length - 1, end: lines.length - 1 + own.length });
    for (const line of own) told.push({ at: lines.push(line.text) - 1, line });
  }
}

/** How long time and level are. */
const timeAndLevel = 22;

function isFold({ start, end }: Fold): boolean {
  return end > start;
}

/** Lines of one branch that follow each other. */
function runsOf(body: readonly BodyLine[], first: number): Fold[] {
  const folds: Fold[] = [];
  let start = 0;
  for (let at = 1; at <= body.length; at++) {
    if (at < body.length && body[at]?.branch === body[start]?.branch) continue;
    if (body[start]?.branch !== undefined) folds.push({ start: first + start, end: first + at - 1 });
    start = at;
  }
  return folds;
}

function tailOf({ status, error, output }: ExecutionSnapshot): readonly string[] {
  if (status === 'completed') return [t('Result:'), ...safeJson(output, 2).split('\n')];
  if (status === 'interrupted') return [t('Interrupted: nobody works on this execution. Resume or discard it.')];
  if (status === 'unreadable') return [t('This execution cannot be read: {0}', safeLine(error?.message ?? ''))];
  return [];
}
