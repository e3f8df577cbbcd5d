/** The whole picture, small, with a frame around what is seen; a press or a drag moves there. For the pointer: keys have the arrows. */
import type { GraphExecution, GraphPicture } from '../../src/protocol/graph.ts';
import { html } from '../shared/dom.ts';
import { inIdle, onceDue } from '../shared/once.ts';
import type { Camera } from './camera.ts';
import { areaOf, fitInto, type Place, type Size } from './geometry.ts';
import type { GraphStore } from './store.ts';

const most: Size = { width: 180, height: 130 };
/** It takes no larger part of the page than this, and is not there in a page narrower than that. */
const [part, narrowest] = [1 / 3, 300];
/** So much less room than in a page is left around the picture. */
const lessRoom = 12;
/** Nothing is drawn smaller. */
const leastPixels = 1.5;

export class Minimap {
  readonly element = html('div', { class: 'minimap', 'aria-hidden': 'true' });
  readonly #store: GraphStore;
  readonly #camera: Camera;
  readonly #canvas = html('canvas');
  readonly #frame = html('div', { class: 'frame' });
  /** Where the picture is in the map. */
  #place: Place = { x: 0, y: 0, k: 1 };
  #size: Size = most;
  #drawn: { readonly picture: GraphPicture; readonly execution: GraphExecution | null } | undefined;
  /** What one looks at comes first. */
  readonly #paint = onceDue(inIdle, () => {
    this.#draw();
  });

  constructor(store: GraphStore, camera: Camera) {
    this.#store = store;
    this.#camera = camera;
    this.element.append(this.#canvas, this.#frame);
    this.element.hidden = true;
    const move = (event: PointerEvent): void => {
      const { left, top } = this.#canvas.getBoundingClientRect();
      const { x, y, k } = this.#place;
      camera.centre({ x: (event.clientX - left - x) / k, y: (event.clientY - top - y) / k });
    };
    this.element.addEventListener('pointerdown', (event) => {
      this.element.setPointerCapture(event.pointerId);
      move(event);
      event.preventDefault();
    });
    this.element.addEventListener('pointermove', (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) move(event);
    });
  }

  /** Another picture, or another state of it. */
  refresh(): void {
    this.#paint();
  }

  /** The theme is another one. */
  restyle(): void {
    this.#drawn = undefined;
    this.#paint();
  }

  /** Another part of the picture is seen. */
  look(): void {
    const picture = this.#store.shown?.picture;
    const { view } = this.#camera;
    const seen = areaOf(view, 0);
    const isAll =
      !picture || (seen.left <= 0 && seen.top <= 0 && seen.right >= picture.width && seen.bottom >= picture.height);
    const wasHidden = this.element.hidden;
    this.element.hidden = isAll || view.width < narrowest;
    if (!picture || this.element.hidden) return;
    this.#resize(Math.min(1, (view.width * part) / most.width));
    if (wasHidden) this.#paint();
    const { x, y, k } = (this.#place = this.#placeOf(picture));
    const { style } = this.#frame;
    style.transform = `translate(${x + seen.left * k}px, ${y + seen.top * k}px)`;
    style.width = `${(seen.right - seen.left) * k}px`;
    style.height = `${(seen.bottom - seen.top) * k}px`;
  }

  #resize(scale: number): void {
    const width = Math.round(most.width * scale);
    if (width === this.#size.width) return;
    this.#size = { width, height: Math.round(most.height * scale) };
    this.element.style.width = `${width}px`;
    this.element.style.height = `${this.#size.height}px`;
    this.#drawn = undefined;
    this.#paint();
  }

  #draw(): void {
    const picture = this.#store.shown?.picture;
    if (!picture || this.element.hidden) return;
    const { execution } = this.#store;
    if (this.#drawn?.picture === picture && this.#drawn.execution === execution) return;
    this.#drawn = { picture, execution };
    const ratio = devicePixelRatio;
    const canvas = this.#canvas;
    const size = this.#size;
    [canvas.width, canvas.height] = [size.width * ratio, size.height * ratio];
    const context = canvas.getContext('2d');
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#drawNodes(context, picture);
  }

  #placeOf(picture: GraphPicture): Place {
    const { width, height } = this.#size;
    const wider = { width: width + 2 * lessRoom, height: height + 2 * lessRoom };
    const { x, y, k } = fitInto(wider, picture, { x: 0, y: 0 }, 0);
    return { x: x - lessRoom, y: y - lessRoom, k };
  }

  #drawNodes(context: CanvasRenderingContext2D, picture: GraphPicture): void {
    const { x, y, k } = this.#placeOf(picture);
    const colours = new Map<string, string>();
    let last = '';
    for (const node of picture.nodes) {
      const status = this.#store.statusOf(node.id);
      let colour = colours.get(status);
      if (colour === undefined) colours.set(status, (colour = this.#colourOf(status)));
      // To set it costs more than to fill.
      if (colour !== last) context.fillStyle = last = colour;
      const [width, height] = [Math.max(leastPixels, node.width * k), Math.max(leastPixels, node.height * k)];
      context.fillRect(x + node.x * k, y + node.y * k, width, height);
    }
  }

  /** As the theme says it: what a probe of that status is coloured. */
  #colourOf(status: string): string {
    this.#frame.setAttribute('data-status', status);
    const colour = getComputedStyle(this.#frame).getPropertyValue('outline-color');
    this.#frame.removeAttribute('data-status');
    return colour;
  }
}
