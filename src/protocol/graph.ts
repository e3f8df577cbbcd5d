/**
 * Messages between the graph's webview and the extension host (threat T2). Three named kinds: commands to the host, requests
 * with a response, notifications to the view. Full snapshots, never deltas; the version is in the view's first message.
 */
import type { NodeStatus, ShownExecutionStatus } from './execution.ts';

export const graphProtocolVersion = 1;

/** A laid-out graph, in pixels from its upper left corner. */
export interface GraphPicture {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

export interface PictureNode {
  readonly id: string;
  readonly kind: string;
  /** The first line: its name or id. */
  readonly label: string;
  /** The second line: agent, mode, …; empty when there is none. */
  readonly detail: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The worst diagnostic about it. */
  readonly problem?: 'error' | 'warning';
}

export interface PictureEdge {
  readonly source: string;
  readonly target: string;
  readonly on: 'success' | 'failure' | 'always';
  readonly label: string;
  /** Corner points, the first at the source's border, the last at the target's. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** The state of one execution as the graph shows it. Parallel to the picture's nodes and edges by id. */
export interface GraphExecution {
  readonly id: string;
  readonly status: ShownExecutionStatus;
  readonly progress: number;
  readonly nodes: Readonly<Record<string, GraphNodeState>>;
}

export interface GraphNodeState {
  readonly status: NodeStatus;
  /** A short text for people, e.g. `1.2 s` or `attempt 2 of 4`; empty when there is nothing to say. */
  readonly text: string;
  /** Why it failed; empty otherwise. */
  readonly error: string;
}

/** What the view sends. */
export type GraphViewMessage =
  | { readonly type: 'ready'; readonly version: number }
  | { readonly type: 'revealNode'; readonly nodeId: string }
  | { readonly type: 'run' }
  | { readonly type: 'cancel'; readonly executionId: string };

/** What the host sends. */
export type GraphHostMessage =
  | {
      readonly type: 'picture';
      readonly title: string;
      readonly picture: GraphPicture;
      /** Whether a better layout is on its way. */
      readonly provisional: boolean;
      readonly canRun: boolean;
    }
  /** Instead of a picture: why there is none and what to do. */
  | { readonly type: 'message'; readonly text: string }
  /** null: none to show. */
  | { readonly type: 'execution'; readonly execution: GraphExecution | null }
  | { readonly type: 'select'; readonly nodeId: string | null }
  /** The view's texts in the reader's language, by English text. */
  | { readonly type: 'texts'; readonly bundle: Readonly<Record<string, string>> };
