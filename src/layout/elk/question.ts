/**
 * What ELK is asked: boxes and edges, in a stage's own measures. Across is where branches stand side by side, along is where the flow
 * goes. Nothing of the workflow is in it, so that groups that look alike are one question.
 */
import type { FlowDirection, Point } from '../../protocol/graph.ts';
import type { Size } from '../shapes.ts';

export interface Question {
  readonly direction: FlowDirection;
  /** Whether there is a node before all boxes, and one behind them. They have no size here: each stands alone in its layer. */
  readonly hasEntry: boolean;
  readonly hasExit: boolean;
  readonly boxes: readonly Box[];
  readonly edges: readonly BoxEdge[];
}

export interface Box extends Spot {
  /** Where across it edges touch it; its middle without it. */
  readonly line?: number;
}

export interface Spot {
  readonly across: number;
  readonly along: number;
}

export interface BoxEdge {
  /** Indices of boxes, or {@link entry} and {@link exit}. */
  readonly source: number;
  readonly target: number;
  readonly labelled: boolean;
}

export const entry = -1;
export const exit = -2;

export interface Answer {
  /** From the entry to the exit; all there is where one of them is missing. */
  readonly size: Spot;
  /** The boxes' least corners. */
  readonly boxes: readonly Spot[];
  readonly edges: readonly Line[];
}

export interface Line {
  readonly points: readonly Spot[];
  /** Only where it is labelled. */
  readonly labelAt?: Spot;
}

/** Equal for questions with the same answer. */
export function questionKey({ direction, hasEntry, hasExit, boxes, edges }: Question): string {
  const sizes = boxes.map(({ across, along, line = '' }) => `${across},${along},${line}`);
  const links = edges.map(({ source, target, labelled }) => `${source}${labelled ? '=' : '>'}${target}`);
  return `${direction} ${hasEntry} ${hasExit} ${sizes.join(' ')} ${links.join(' ')}`;
}

export function spotOf({ x, y }: Point, direction: FlowDirection): Spot {
  return direction === 'down' ? { across: x, along: y } : { across: y, along: x };
}

export function pointOf({ across, along }: Spot, direction: FlowDirection): Point {
  return direction === 'down' ? { x: across, y: along } : { x: along, y: across };
}

export function measuresOf({ width, height }: Size, direction: FlowDirection): Spot {
  return spotOf({ x: width, y: height }, direction);
}

export function sizeOf(spot: Spot, direction: FlowDirection): Size {
  const { x, y } = pointOf(spot, direction);
  return { width: x, height: y };
}
