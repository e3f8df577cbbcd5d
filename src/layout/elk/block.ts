/** What a stage is made of: blocks side by side, each one answer of ELK's. */
import type { LayoutStructure } from '../structure.ts';
import type { Ask } from './asked.ts';
import type { Series, Stage } from './groups.ts';
import type { Line, Question, Spot } from './question.ts';
import type { Row } from './row.ts';

/** How far something reaches to both sides of its line, and how long it is. */
export interface Extent {
  readonly before: number;
  readonly behind: number;
  readonly along: number;
}

export interface Surroundings {
  readonly structure: LayoutStructure;
  readonly ask: Ask;
  /** The same for boxes of which no edge leads from one to another. */
  askRow(question: Question): Promise<Row>;
  extentOf(series: Series): Extent;
}

/** Places from its least corner; along from the end of the entry's room. */
export interface Block {
  /** Along from the entry to the exit. */
  readonly size: Spot;
  /** Where a series begins on its line, by its first node. */
  readonly series: readonly (readonly [first: number, at: Spot])[];
  readonly edges: readonly BlockEdge[];
}

/** A line without its way from the entry and to the exit; at least one point. */
export interface BlockEdge extends Line {
  readonly edge: number;
  readonly isFromEntry: boolean;
  readonly isToExit: boolean;
  /** How far from the entry, and before the exit, it has to turn aside. */
  readonly trackIn?: number;
  readonly trackOut?: number;
}

/** Where blocks are laid out. */
export interface Site {
  readonly stage: Stage;
  readonly around: Surroundings;
  /** Not those before and behind everything. */
  readonly hasEntry: boolean;
  readonly hasExit: boolean;
}
