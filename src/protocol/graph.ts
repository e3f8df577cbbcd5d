/**
 * Messages between the graph's webview and the extension host (threat T2). Three named kinds: commands to the host, requests
 * with a response, notifications to the view. Full snapshots, of an execution's nodes what has changed; the version is in the view's first message.
 * Guards: graphViewGuards.ts for what comes from the view, graphGuards.ts for what goes to it.
 */
import type { NodeStatus, ShownExecutionStatus } from './execution.ts';
import type { GraphEdit } from './graphEdits.ts';

export const graphProtocolVersion = 1;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const edgeOutcomes = ['success', 'failure', 'always'] as const;
export type EdgeOutcome = (typeof edgeOutcomes)[number];

/** Where the flow goes, from the start to the end. */
export const flowDirections = ['down', 'right'] as const;
export type FlowDirection = (typeof flowDirections)[number];

/** A laid-out graph, in pixels from its upper left corner. */
export interface GraphPicture {
  readonly width: number;
  readonly height: number;
  readonly direction: FlowDirection;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

export interface PictureNode {
  readonly id: string;
  readonly kind: string;
  /** The runner of its agent, e.g. `http`; empty when it has none. */
  readonly runner: string;
  /** The first line: its name or id. */
  readonly label: string;
  /** The second line: agent, mode, …; empty when there is none. */
  readonly detail: string;
  /** Upper left corner and size of its shape. What a circle or a diamond is called stands beside it (`down`) or below it. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The worst diagnostic about it. */
  readonly problem?: 'error' | 'warning';
  /** Of a fork that is folded: one box that stands for it, its branches and its joins. */
  readonly folded?: FoldedFork;
  /** Of a fork that is not folded and could be. */
  readonly foldable?: true;
}

export interface FoldedFork {
  /** Each branch's nodes, in the file's order; the joins are in none. */
  readonly branches: readonly (readonly string[])[];
  /** Its joins. */
  readonly joins: readonly string[];
}

export interface PictureEdge {
  readonly source: string;
  readonly target: string;
  readonly on: EdgeOutcome;
  /** Empty when there is none. */
  readonly label: string;
  /** The middle of the label, on the line; only where there is a label. */
  readonly labelAt?: Point;
  /** Corner points, the first at the source's border, the last at the target's. */
  readonly points: readonly Point[];
}

/** What a person may ask of an execution. */
export const steerings = ['pause', 'resume', 'retry', 'cancel'] as const;
export type Steering = (typeof steerings)[number];

/** The state of one execution as the graph shows it. Parallel to the picture's nodes and edges by id. */
export interface GraphExecution {
  readonly id: string;
  readonly status: ShownExecutionStatus;
  readonly progress: number;
  /** A short text for people, e.g. how long it took; empty when there is nothing to say. */
  readonly text: string;
  readonly nodes: Readonly<Record<string, GraphNodeState>>;
  readonly can: readonly Steering[];
  /** Approvals that wait for somebody, in the order of the nodes. */
  readonly asks: readonly GraphApproval[];
  /** Present where it is shown as it was. */
  readonly past?: GraphPast;
}

export interface GraphPast {
  /** After so many events, of how many. */
  readonly event: number;
  readonly of: number;
  /** Milliseconds from the execution's start. */
  readonly atMs: number;
  /** What the last of them says. */
  readonly text: string;
}

/** One execution over time. Times count in milliseconds from its start. */
export interface GraphTimeline {
  readonly executionId: string;
  readonly lengthMs: number;
  readonly lanes: readonly TimelineLane[];
  /** Lanes that are left out. */
  readonly more: number;
  /** How many one can go through; 0 while it is not over. */
  readonly events: number;
}

export interface TimelineLane {
  readonly label: string;
  /** The first of the branch; empty for what is in none. */
  readonly nodeId: string;
  /** How many forks and subworkflows are around it. */
  readonly depth: number;
  readonly bars: readonly TimelineBar[];
}

export interface TimelineBar {
  /** `wait`: for another attempt, a person or a time. */
  readonly kind: 'attempt' | 'wait';
  readonly nodeId: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly status: GraphNodeState['status'];
  readonly isCritical: boolean;
  /** All about it in one line. */
  readonly text: string;
}

export interface GraphApproval {
  readonly nodeId: string;
  /** What is asked, for people. */
  readonly text: string;
}

export interface GraphNodeState {
  /** `interrupted`: it ran when its program ended. */
  readonly status: NodeStatus | 'interrupted';
  /** A short text for people, e.g. `1.2 s` or `attempt 2 of 4`; empty when there is nothing to say. */
  readonly text: string;
  /** Why it failed; empty otherwise. */
  readonly error: string;
  /** Where its failure ended: its own id where it was handled, else that of the join that counts it. */
  readonly failureEnd?: string;
}

/** All about one node. */
export interface GraphInspection {
  readonly nodeId: string;
  readonly title: string;
  readonly kind: string;
  /** Whether the file can be changed here. */
  readonly editable: boolean;
  /** What the file says, by its own keys. */
  readonly settings: readonly InspectedSetting[];
  /** Empty without an execution that knows it; then so are the others below. */
  readonly executionId: string;
  readonly status: GraphNodeState['status'] | null;
  /** Lines for people: how it went, why it was skipped. */
  readonly state: readonly string[];
  readonly attempts: readonly string[];
  readonly values: readonly InspectedValue[];
}

export interface InspectedSetting {
  readonly label: string;
  readonly value: string;
  /** The key by which it can be changed; absent: it cannot. */
  readonly field?: string;
  /** Absent: anything can be written. */
  readonly choices?: readonly string[];
}

export const valueParts = ['input', 'output', 'error'] as const;

export interface InspectedValue {
  readonly part: (typeof valueParts)[number];
  readonly text: string;
  /** Whether there is more of it. */
  readonly isCut: boolean;
}

/** A fork that somebody folded or unfolded. */
export interface FoldChoice {
  readonly nodeId: string;
  readonly folded: boolean;
}

/** So many choices are kept over a reload, the last ones. */
export const mostFolds = 500;

/** What the view sends. No message names a path, a command or an address. */
export type GraphViewMessage =
  | { readonly type: 'ready'; readonly version: number }
  /** `focus`: go on in the text, as after Enter; without it the graph keeps the keyboard. */
  | { readonly type: 'revealNode'; readonly nodeId: string; readonly focus: boolean }
  | { readonly type: 'run' }
  | { readonly type: Steering; readonly executionId: string }
  | { readonly type: 'answer'; readonly executionId: string; readonly nodeId: string; readonly approved: boolean }
  /** A fork as one box, or with all its branches. */
  | ({ readonly type: 'fold' } & FoldChoice)
  /** What was chosen before a reload; sent before `ready`, so that the first picture is as it was left. */
  | { readonly type: 'folds'; readonly folds: readonly FoldChoice[] }
  /** All about a node from now on; null: about none. */
  | { readonly type: 'inspect'; readonly nodeId: string | null }
  /** A value as a document, all of it. */
  | {
      readonly type: 'openValue';
      readonly executionId: string;
      readonly nodeId: string;
      readonly part: InspectedValue['part'];
    }
  /** Whether the timeline is wanted from now on. */
  | { readonly type: 'timeline'; readonly shown: boolean }
  /** An execution that is over as it was after so many events; null: as it is. */
  | { readonly type: 'scrub'; readonly executionId: string; readonly event: number | null }
  | { readonly type: 'edit'; readonly edit: GraphEdit }
  /** The last change of the text, taken back or done again. */
  | { readonly type: 'history'; readonly step: 'undo' | 'redo' }
  /** After such a step the page has not got the keyboard back. */
  | { readonly type: 'keyboard' }
  /** As a file: the host asks which kind and where. */
  | { readonly type: 'export' }
  /** A piece of the PNG that `paint` asked for, as base64. */
  | { readonly type: 'painted'; readonly piece: number; readonly of: number; readonly data: string };

/** What the host sends. */
export type GraphHostMessage =
  | {
      readonly type: 'picture';
      readonly title: string;
      readonly picture: GraphPicture;
      /** Whether a better layout is on its way. */
      readonly provisional: boolean;
      readonly canRun: boolean;
      /** Whether its text can be changed here; absent: it cannot. */
      readonly canEdit?: boolean;
      /** Why the picture is not of the present text; empty when it is. */
      readonly notice: string;
    }
  /** Instead of a picture: why there is none and what to do. */
  | { readonly type: 'message'; readonly text: string }
  | ExecutionMessage
  | { readonly type: 'select'; readonly nodeId: string | null }
  /** Paint this as PNG and answer with its pieces. */
  | { readonly type: 'paint'; readonly svg: string }
  /** null: there is no such node. */
  | { readonly type: 'inspection'; readonly inspection: GraphInspection | null }
  /** null: no execution is shown. */
  | { readonly type: 'timeline'; readonly timeline: GraphTimeline | null }
  /** The view's texts in the reader's language, by English text. */
  | { readonly type: 'texts'; readonly bundle: Readonly<Record<string, string>> }
  /** What the view keeps for a reload of the window, so that the host finds again what it showed. */
  | { readonly type: 'restore'; readonly source: GraphSource };

export interface ExecutionMessage {
  readonly type: 'execution';
  /** null: none to show. */
  readonly execution: GraphExecution | null;
  /** Whether nodes that are not in it are as the message before said. */
  readonly isChange?: boolean;
}

/** What a graph is of: a document, or an execution whose file is not there any more. */
export interface GraphSource {
  /** The document's URI; empty without one. */
  readonly document: string;
  /** The execution that it was opened for; empty: the file's newest. */
  readonly execution: string;
}
