/** The picture in the page: only what is in view or near it exists as elements, and from far away only shapes. */
import type { GraphPicture, PictureEdge, PictureNode } from '../../../src/protocol/graph.ts';
import { setAttribute, svg } from '../../shared/dom.ts';
import { inIdle, onceDue } from '../../shared/once.ts';
import { type Area, areaOf, contains, edgeBounds, nodeBounds, type View } from '../geometry.ts';
import type { GraphStore } from '../store.ts';
import { edgeLabel, edgeLevels, edgeLine, isLabelled, type LabelledEdge } from './edgeElement.ts';
import { Layer } from './layer.ts';
import { type Nearness, nodeElement } from './nodeElement.ts';

/** Below this scale no text could be read. */
const farBelow = 0.3;
/** How much more than the page is drawn, on each side, so that panning does not draw at every step. */
const margin = 0.125;

export class Scene {
  readonly element: SVGGElement;
  readonly #store: GraphStore;
  readonly #edges = new Layer<PictureEdge>('edges', edgeBounds, edgeLevels);
  readonly #labels = new Layer<LabelledEdge>('labels', edgeBounds);
  readonly #nodes = new Layer<PictureNode>('nodes', nodeBounds);
  #picture: GraphPicture | undefined;
  #nearness: Nearness = 'near';
  #pointed: SVGElement | undefined;
  /** What is drawn; undefined when all of it is to be drawn anew. */
  #covered: Area | undefined;
  #view: View | undefined;
  /** What is not in view yet can wait until what is in view was painted. */
  readonly #widen = onceDue(inIdle, () => {
    if (this.#covered && this.#view) this.#cover(areaOf(this.#view, margin));
  });

  constructor(store: GraphStore) {
    this.#store = store;
    const layers = [this.#edges, this.#labels, this.#nodes].map(({ element }) => element);
    this.element = svg('g', { class: 'scene near' }, ...layers);
    // Nodes say where they lead.
    for (const layer of [this.#edges, this.#labels]) layer.element.setAttribute('aria-hidden', 'true');
  }

  /** Another picture, or the same to be drawn anew; the next `look` draws it. */
  show(picture: GraphPicture | undefined): void {
    this.#picture = picture;
    this.#covered = undefined;
  }

  /** Draws what this view needs. */
  look(view: View): void {
    this.#view = view;
    setAttribute(this.element, 'transform', `translate(${view.x} ${view.y}) scale(${view.k})`);
    const nearness: Nearness = view.k < farBelow ? 'far' : 'near';
    if (nearness !== this.#nearness) this.#covered = undefined;
    const seen = areaOf(view, 0);
    if (this.#covered && contains(this.#covered, seen)) return;
    this.#nearness = nearness;
    setAttribute(this.element, 'class', `scene ${nearness}`);
    if (this.#covered) {
      this.#cover(areaOf(view, margin));
      return;
    }
    this.#drawAnew(seen);
    this.#widen();
  }

  /** The states changed: everything that is drawn takes them over. */
  refresh(): void {
    // The keyboard finds its way in by the node that it is on, wherever that is.
    if (this.#covered && this.#store.active !== null && !this.nodeElement(this.#store.active))
      this.#draw(this.#covered);
    this.#nodes.update(this.#store);
    this.#edges.update(this.#store);
  }

  /** Undefined while the node is out of view. */
  nodeElement(id: string): SVGElement | undefined {
    return this.#nodes.at(this.#indexOf(id))?.element;
  }

  /** The pointer is on a node. */
  touch(id: string): void {
    this.#nodes.at(this.#indexOf(id))?.touch?.();
  }

  /** The pointer is on an edge of the picture, or on none. */
  point(edge: PictureEdge | undefined): void {
    this.#pointed?.classList.remove('pointed');
    this.#pointed = edge && this.#edges.at(this.#picture?.edges.indexOf(edge) ?? -1)?.element;
    this.#pointed?.classList.add('pointed');
  }

  #cover(area: Area): void {
    this.#draw(area);
    this.#covered = area;
  }

  #drawAnew(area: Area): void {
    const hadKeyboard = this.#nodes.element.contains(document.activeElement);
    const edges = this.#picture?.edges ?? [];
    this.#edges.show(edges);
    this.#labels.show(this.#nearness === 'near' ? edges.filter(isLabelled) : []);
    this.#nodes.show(this.#picture?.nodes ?? []);
    this.#cover(area);
    if (hadKeyboard && this.#store.active !== null)
      this.nodeElement(this.#store.active)?.focus({ preventScroll: true });
  }

  #draw(area: Area): void {
    const flow = this.#picture?.direction ?? 'down';
    const [near, store] = [this.#nearness, this.#store];
    this.#edges.fill(area, -1, (edge) => edgeLine(edge, near), store);
    this.#labels.fill(area, -1, edgeLabel, store);
    this.#nodes.fill(area, this.#indexOf(store.active), (node) => nodeElement(node, flow, near), store);
  }

  #indexOf(id: string | null): number {
    return id === null ? -1 : this.#store.indexOf(id);
  }
}
