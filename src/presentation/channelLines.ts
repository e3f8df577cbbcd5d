/** The events of all executions that run at once as lines of one output: which execution, which branch and node, what. */
import type { EngineEvent } from '../engine/events.ts';
import { branchNames, placeName } from './branchNames.ts';
import { type EventLine, EventLines } from './eventLines.ts';
import type { Outline } from './outline.ts';
import { safeLine } from './safeText.ts';

/** The column of branch and node is as wide as needed, up to this. */
const widest = 40;
const narrowest = 12;

interface Own {
  readonly lines: EventLines;
  names: ReadonlyMap<string, string> | undefined;
  width: number;
}

export class ChannelLines {
  readonly #outlineOf: (id: string) => Outline | undefined;
  readonly #own = new Map<string, Own>();

  /** @param outlineOf of an execution's workflow; undefined as long as it is not known */
  constructor(outlineOf: (id: string) => Outline | undefined) {
    this.#outlineOf = outlineOf;
  }

  line(id: string, event: EngineEvent): Pick<EventLine, 'level' | 'text'> {
    const own = this.#own.get(id) ?? { lines: new EventLines(), names: undefined, width: narrowest };
    this.#own.set(id, own);
    if (own.names === undefined) this.#look(id, own);
    const { level, node = '', text } = own.lines.line(event);
    const nodeId = 'node_id' in event ? event.node_id : '';
    const place = safeLine(placeName(own.names ?? new Map(), nodeId, node));
    own.width = Math.min(widest, Math.max(own.width, place.length));
    if (isLast(event.type)) this.#own.delete(id);
    return { level, text: `[${id.slice(0, 8)}]  ${place.padEnd(own.width)}  ${text}` };
  }

  #look(id: string, own: Own): void {
    const outline = this.#outlineOf(id);
    if (!outline) return;
    own.names = branchNames(outline);
    for (const node of outline.nodes.keys())
      own.width = Math.min(widest, Math.max(own.width, placeName(own.names, node).length));
  }
}

function isLast(type: string): boolean {
  return /^execution(Completed|Failed|Cancelled|TimedOut)$/.test(type);
}
