/**
 * The picture in the page: only what is in view or near it exists as elements, and from far away only shapes. Elements are
 * made when they come into view and changed in place from then on.
 */
import type { GraphPicture, PictureEdge, PictureNode } from '../../../src/protocol/graph.ts';
import { svg } from '../../shared/dom.ts';
import type { GraphStore } from '../store.ts';
import { edgeElement } from './edgeElement.ts';
import { type Nearness, nodeElement } from './nodeElement.ts';

export interface View {
  /** Translation in pixels of the page, and scale. */
  readonly x: number;
  readonly y: number;
  readonly k: number;
  /** Size of the page. */
  readonly width: number;
  readonly height: number;
}

/** Below this scale no text could be read. */
const farBelow = 0.3;
/** How much more than the page is drawn, on each side, so that panning does not draw at every step. */
const margin = 0.5;

interface Drawn {
  readonly element: SVGGElement;
  update(store: GraphStore): void;
}

interface Bounds {
  readonly left: Float64Array;
  readonly top: Float64Array;
  readonly right: Float64Array;
  readonly bottom: Float64Array;
}

export class Scene {
  readonly element: SVGGElement;
  readonly #store: GraphStore;
  readonly #edgeLayer = svg('g', { class: 'edges' });
  readonly #nodeLayer = svg('g', { class: 'nodes' });
  readonly #nodes = new Map<number, Drawn>();
  readonly #edges = new Map<number, Drawn>();
  #picture: GraphPicture | undefined;
  #nodeBounds = boundsOf(0);
  #edgeBounds = boundsOf(0);
  #nodeIndex = new Map<string, number>();
  #nearness: Nearness = 'near';
  #covered: Area | undefined;

  constructor(store: GraphStore) {
    this.#store = store;
    this.element = svg('g', { class: 'scene' }, this.#edgeLayer, this.#nodeLayer);
  }

  /** A new picture; nothing is drawn before the next `look`. */
  show(picture: GraphPicture | undefined): void {
    this.#picture = picture;
    this.#clear();
    const { nodes, edges } = picture ?? { nodes: [], edges: [] };
    this.#nodeIndex = new Map(nodes.map(({ id }, index) => [id, index]));
    this.#nodeBounds = nodeBounds(nodes);
    this.#edgeBounds = edgeBounds(edges);
  }

  /** Draws what this view needs. */
  look(view: View): void {
    this.element.setAttribute('transform', `translate(${view.x} ${view.y}) scale(${view.k})`);
    const nearness: Nearness = view.k < farBelow ? 'far' : 'near';
    const seen = areaOf(view, 0);
    if (nearness === this.#nearness && this.#covered && contains(this.#covered, seen)) return;
    if (nearness !== this.#nearness) this.#clear();
    this.#nearness = nearness;
    this.#covered = areaOf(view, margin);
    this.#draw(this.#covered);
  }

  /** The states changed: everything that is drawn takes them over. */
  refresh(): void {
    for (const drawn of this.#nodes.values()) drawn.update(this.#store);
    for (const drawn of this.#edges.values()) drawn.update(this.#store);
  }

  /** Undefined while the node is out of view. */
  nodeElement(id: string): SVGGElement | undefined {
    return this.#nodes.get(this.#nodeIndex.get(id) ?? -1)?.element;
  }

  #draw(area: Area): void {
    const { nodes, edges } = this.#picture ?? { nodes: [], edges: [] };
    const flow = this.#picture?.direction ?? 'down';
    const near = this.#nearness;
    place(
      this.#edges,
      this.#edgeLayer,
      this.#edgeBounds,
      area,
      (index) => {
        const edge = edges[index];
        return edge && edgeElement(edge, near);
      },
      this.#store,
    );
    place(
      this.#nodes,
      this.#nodeLayer,
      this.#nodeBounds,
      area,
      (index) => {
        const node = nodes[index];
        return node && nodeElement(node, flow, near);
      },
      this.#store,
    );
  }

  #clear(): void {
    this.#nodes.clear();
    this.#edges.clear();
    this.#nodeLayer.replaceChildren();
    this.#edgeLayer.replaceChildren();
    this.#covered = undefined;
  }
}

/** Removes what left the area and adds what came into it, in one go. What has the keyboard stays. */
function place(
  drawn: Map<number, Drawn>,
  layer: SVGGElement,
  bounds: Bounds,
  area: Area,
  make: (index: number) => Drawn | undefined,
  store: GraphStore,
): void {
  for (const [index, { element }] of drawn) {
    if (isIn(bounds, index, area) || element === document.activeElement) continue;
    element.remove();
    drawn.delete(index);
  }
  const added = document.createDocumentFragment();
  for (let index = 0; index < bounds.left.length; index++) {
    if (drawn.has(index) || !isIn(bounds, index, area)) continue;
    const made = make(index);
    if (!made) continue;
    made.update(store);
    drawn.set(index, made);
    added.append(made.element);
  }
  layer.append(added);
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function areaOf({ x, y, k, width, height }: View, more: number): Area {
  return {
    left: (-x - more * width) / k,
    top: (-y - more * height) / k,
    right: (width - x + more * width) / k,
    bottom: (height - y + more * height) / k,
  };
}

function contains(outer: Area, inner: Area): boolean {
  return (
    outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right && outer.bottom >= inner.bottom
  );
}

function isIn({ left, top, right, bottom }: Bounds, index: number, area: Area): boolean {
  return (
    (left[index] ?? 0) <= area.right &&
    (right[index] ?? 0) >= area.left &&
    (top[index] ?? 0) <= area.bottom &&
    (bottom[index] ?? 0) >= area.top
  );
}

function boundsOf(count: number): Bounds {
  return {
    left: new Float64Array(count),
    top: new Float64Array(count),
    right: new Float64Array(count),
    bottom: new Float64Array(count),
  };
}

/** With room for what is written beside or below. */
function nodeBounds(nodes: readonly PictureNode[]): Bounds {
  const bounds = boundsOf(nodes.length);
  nodes.forEach(({ x, y, width, height }, index) => {
    bounds.left[index] = x - 64;
    bounds.top[index] = y - 12;
    bounds.right[index] = x + width + 128;
    bounds.bottom[index] = y + height + 40;
  });
  return bounds;
}

function edgeBounds(edges: readonly PictureEdge[]): Bounds {
  const bounds = boundsOf(edges.length);
  edges.forEach(({ points }, index) => {
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    bounds.left[index] = Math.min(...xs) - 64;
    bounds.top[index] = Math.min(...ys) - 12;
    bounds.right[index] = Math.max(...xs) + 64;
    bounds.bottom[index] = Math.max(...ys) + 12;
  });
  return bounds;
}
