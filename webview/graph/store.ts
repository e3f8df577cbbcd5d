/** What the view knows: the last of each message of the host, and which node the keyboard is on. No DOM. */
import { type FoldedState, foldedState } from '../../src/presentation/foldedState.ts';
import { toldExecution } from '../../src/presentation/graphChanges.ts';
import type {
  GraphExecution,
  GraphHostMessage,
  GraphInspection,
  GraphNodeState,
  GraphPicture,
  GraphSource,
  GraphTimeline,
  PictureEdge,
  PictureNode,
} from '../../src/protocol/graph.ts';

export interface Shown {
  readonly title: string;
  readonly picture: GraphPicture;
  readonly provisional: boolean;
  readonly canRun: boolean;
  /** Whether the text can be changed here. */
  readonly canEdit: boolean;
  readonly notice: string;
}

/** The parts that a message changed. */
export type Change = 'picture' | 'execution' | 'selection' | 'inspection' | 'timeline' | 'paint' | 'texts' | 'source';

/** What a node's `data-status` says while no execution is shown. */
export const noStatus = 'none';

type EdgesOf = ReadonlyMap<string, readonly PictureEdge[]>;

export class GraphStore {
  #shown: Shown | undefined;
  #message = '';
  #execution: GraphExecution | null = null;
  #selected: string | null = null;
  #active: string | null = null;
  #source: GraphSource | undefined;
  #inspection: GraphInspection | null = null;
  #timeline: GraphTimeline | null = null;
  #nodes: readonly PictureNode[] = [];
  readonly #indices = new Map<string, number>();
  /** The box of each node that is inside of a folded fork. */
  readonly #boxOf = new Map<string, string>();
  /** Of the boxes that were asked for since the execution changed. */
  readonly #folded = new Map<string, FoldedState | undefined>();
  /** By the node at their one end and at their other; made when the keyboard first asks, not before a picture is seen. */
  #ends: { readonly outgoing: EdgesOf; readonly incoming: EdgesOf } | undefined;

  get shown(): Shown | undefined {
    return this.#shown;
  }

  /** Instead of a picture; empty while there is one. */
  get message(): string {
    return this.#message;
  }

  get execution(): GraphExecution | null {
    return this.#execution;
  }

  /** The node that the text's cursor is in, or the box that it is inside of. */
  get selected(): string | null {
    return this.#selected === null ? null : this.shownAs(this.#selected);
  }

  /** The node that the keyboard is on; one of the picture, if that has any. */
  get active(): string | null {
    return this.#active;
  }

  /** All about the node that was asked for. */
  get inspection(): GraphInspection | null {
    return this.#inspection;
  }

  /** The execution over time, while that is wanted. */
  get timeline(): GraphTimeline | null {
    return this.#timeline;
  }

  get source(): GraphSource | undefined {
    return this.#source;
  }

  /** `texts`, `paint` and `message` say nothing that is kept here but what they say. */
  apply(message: GraphHostMessage): Change {
    switch (message.type) {
      case 'picture': {
        const { title, picture, provisional, canRun, canEdit = false, notice } = message;
        const before = this.#shown?.picture;
        this.#shown = { title, picture, provisional, canRun, canEdit, notice };
        this.#message = '';
        this.#index(picture.nodes, before);
        return 'picture';
      }
      case 'message':
        this.#message = message.text;
        this.#shown = undefined;
        this.#index([]);
        return 'picture';
      case 'execution':
        this.#execution = toldExecution(this.#execution, message);
        this.#folded.clear();
        return 'execution';
      case 'select':
        this.#selected = message.nodeId;
        this.activate(this.selected ?? '');
        return 'selection';
      case 'inspection':
        this.#inspection = message.inspection;
        return 'inspection';
      case 'timeline':
        this.#timeline = message.timeline;
        return 'timeline';
      case 'paint':
        return 'paint';
      case 'texts':
        return 'texts';
      case 'restore':
        this.#source = message.source;
        return 'source';
    }
  }

  activate(id: string): void {
    if (this.#indices.has(id)) this.#active = id;
  }

  node(id: string): PictureNode | undefined {
    return this.#nodes[this.indexOf(id)];
  }

  /** The node that stands for one: itself, or the box that it is inside of. */
  shownAs(id: string): string {
    return this.#indices.has(id) ? id : (this.#boxOf.get(id) ?? id);
  }

  /** Among the picture's nodes; -1 where it is none of them. */
  indexOf(id: string): number {
    return this.#indices.get(id) ?? -1;
  }

  outgoing(id: string): readonly PictureEdge[] {
    return this.#edges().outgoing.get(id) ?? [];
  }

  incoming(id: string): readonly PictureEdge[] {
    return this.#edges().incoming.get(id) ?? [];
  }

  /** Undefined while no execution is shown, or where it does not know the node. */
  stateOf(id: string): GraphNodeState | undefined {
    if (!this.#execution) return undefined;
    if (this.node(id)?.folded) return this.foldedStateOf(id);
    const { nodes } = this.#execution;
    return Object.hasOwn(nodes, id) ? nodes[id] : undefined;
  }

  /** Of a folded fork: what its branches do. */
  foldedStateOf(id: string): FoldedState | undefined {
    const folded = this.node(id)?.folded;
    if (!folded || !this.#execution) return undefined;
    if (!this.#folded.has(id)) this.#folded.set(id, foldedState(id, folded, this.#execution));
    return this.#folded.get(id);
  }

  statusOf(id: string): GraphNodeState['status'] | typeof noStatus {
    return this.stateOf(id)?.status ?? noStatus;
  }

  #edges(): { readonly outgoing: EdgesOf; readonly incoming: EdgesOf } {
    const edges = this.#shown?.picture.edges ?? [];
    return (this.#ends ??= {
      outgoing: groupBy(edges, ({ source }) => source),
      incoming: groupBy(edges, ({ target }) => target),
    });
  }

  /** Where one goes on whose node is gone: it under its new name, the node before it, else the one after it. */
  #inPlaceOf(gone: string, { nodes, edges }: GraphPicture): string | undefined {
    const before = edges.filter(({ target }) => target === gone).map(({ source }) => source);
    const after = edges.filter(({ source }) => source === gone).map(({ target }) => target);
    return renamed(nodes, this.#nodes) ?? [...before, ...after].find((id) => this.#indices.has(id));
  }

  #index(nodes: readonly PictureNode[], before?: GraphPicture): void {
    this.#nodes = nodes;
    for (const map of [this.#indices, this.#boxOf, this.#folded]) map.clear();
    nodes.forEach((node, index) => {
      this.#indices.set(node.id, index);
      for (const inner of innerOf(node)) this.#boxOf.set(inner, node.id);
    });
    if (this.#active !== null) this.#active = this.shownAs(this.#active);
    this.#ends = undefined;
    if (before && this.#active !== null && !this.#indices.has(this.#active))
      this.#active = this.#inPlaceOf(this.#active, before) ?? null;
    if (this.#active === null || !this.#indices.has(this.#active))
      this.#active = (nodes.find(({ kind }) => kind === 'start') ?? nodes[0])?.id ?? null;
  }
}

/** By another name; undefined where more has changed than that. */
function renamed(before: readonly PictureNode[], after: readonly PictureNode[]): string | undefined {
  if (before.length !== after.length) return undefined;
  const known = new Set(before.map(({ id }) => id));
  const [added, ...others] = after.filter(({ id }) => !known.has(id));
  return others.length === 0 ? added?.id : undefined;
}

function innerOf({ folded }: PictureNode): readonly string[] {
  return folded ? [...folded.branches.flat(), ...folded.joins] : [];
}

function groupBy(edges: readonly PictureEdge[], end: (edge: PictureEdge) => string): Map<string, PictureEdge[]> {
  const groups = new Map<string, PictureEdge[]>();
  for (const edge of edges) {
    const group = groups.get(end(edge));
    if (group) group.push(edge);
    else groups.set(end(edge), [edge]);
  }
  return groups;
}
