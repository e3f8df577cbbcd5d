/** Which part of the picture is seen: pan and zoom by pointer, wheel, keys and buttons. */
import { select } from 'd3-selection';
import { zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import type { Point } from '../../src/protocol/graph.ts';
import type { Size } from './geometry.ts';
import type { View } from './render/scene.ts';

const smallest = 0.02;
const largest = 3;
/** Fitting never magnifies beyond this: a graph of three nodes need not fill the window. */
const largestFit = 1.15;
/** Unless somebody asks for everything, text is readable; a graph too large for that is seen where it starts. */
const smallestReadable = 0.45;
const edgeRoom = 16;
const glideMs = 180;

export interface Saved {
  readonly x: number;
  readonly y: number;
  readonly k: number;
  /** Whether the whole picture is kept in view, also when the window changes. */
  readonly fitted: boolean;
}

export class Camera {
  readonly #page: SVGSVGElement;
  readonly #zoom: ZoomBehavior<SVGSVGElement, unknown>;
  readonly #changed: (byUser: boolean) => void;
  #transform: ZoomTransform = zoomIdentity;
  #fitted = true;
  #picture: Size = { width: 0, height: 0 };
  #start: Point = { x: 0, y: 0 };
  #gliding = 0;

  /** @param changed the view is another one now */
  constructor(page: SVGSVGElement, changed: (byUser: boolean) => void) {
    this.#page = page;
    this.#changed = changed;
    this.#zoom = zoom<SVGSVGElement, unknown>()
      .scaleExtent([smallest, largest])
      // A press on a node may become a click; a drag from it pans all the same.
      .clickDistance(4)
      .on('zoom', ({ transform, sourceEvent }: { transform: ZoomTransform; sourceEvent: unknown }) => {
        this.#transform = transform;
        const byUser = sourceEvent !== null && sourceEvent !== undefined;
        if (byUser) this.#byUser();
        this.#changed(byUser);
      });
    select(page).call(this.#zoom).on('dblclick.zoom', null);
  }

  get view(): View {
    const { x, y, k } = this.#transform;
    return { x, y, k, ...this.#size() };
  }

  get saved(): Saved {
    const { x, y, k } = this.#transform;
    return { x, y, k, fitted: this.#fitted };
  }

  restore({ x, y, k, fitted }: Saved): void {
    this.#fitted = fitted;
    this.#set(zoomIdentity.translate(x, y).scale(Math.min(largest, Math.max(smallest, k))));
  }

  /**
   * The picture has this size now; a view of the whole stays one.
   *
   * @param start what is seen of a picture that is too large to be read as a whole
   */
  resizePicture(picture: Size, start: Point): void {
    this.#picture = picture;
    this.#start = start;
    if (this.#fitted) this.#set(this.#fit(smallestReadable));
  }

  resizePage(): void {
    if (this.#fitted) this.#set(this.#fit(smallestReadable));
    else this.#changed(false);
  }

  /** Everything in view. */
  fit(): void {
    this.#fitted = true;
    this.#glide(this.#fit());
  }

  /** Around the middle of the page. */
  zoomBy(factor: number): void {
    this.#fitted = false;
    const { width, height } = this.#size();
    const k = Math.min(largest, Math.max(smallest, this.#transform.k * factor));
    const [x, y] = this.#transform.invert([width / 2, height / 2]);
    this.#glide(zoomIdentity.translate(width / 2 - x * k, height / 2 - y * k).scale(k));
  }

  /** Moves by pixels of the page, at once. */
  moveBy(x: number, y: number): void {
    const { x: oldX, y: oldY, k } = this.#transform;
    this.#set(zoomIdentity.translate(oldX + x, oldY + y).scale(k));
  }

  /** Brings a part of the picture into view, if it is not. @param now at once, not gliding */
  reveal(box: Size & Point, now = false): void {
    const { width, height } = this.#size();
    const { k } = this.#transform;
    const [left, top] = this.#transform.apply([box.x, box.y]);
    const [right, bottom] = [left + box.width * k, top + box.height * k];
    const x = shift(left, right, width);
    const y = shift(top, bottom, height);
    if (x === 0 && y === 0) return;
    this.#fitted = false;
    const to = zoomIdentity.translate(this.#transform.x + x, this.#transform.y + y).scale(k);
    if (now) this.#set(to);
    else this.#glide(to);
  }

  #byUser(): void {
    this.#fitted = false;
    cancelAnimationFrame(this.#gliding);
  }

  #size(): Size {
    return { width: this.#page.clientWidth, height: this.#page.clientHeight };
  }

  #fit(least = smallest): ZoomTransform {
    const { width, height } = this.#size();
    const { width: wide, height: high } = this.#picture;
    if (wide === 0 || high === 0 || width === 0 || height === 0) return zoomIdentity;
    const k = Math.min(largestFit, (width - 2 * edgeRoom) / wide, (height - 2 * edgeRoom) / high);
    const scale = Math.max(least, k);
    const x = place(width, wide * scale, this.#start.x * scale);
    const y = place(height, high * scale, this.#start.y * scale);
    return zoomIdentity.translate(x, y).scale(scale);
  }

  #set(transform: ZoomTransform): void {
    cancelAnimationFrame(this.#gliding);
    this.#zoom.transform(select(this.#page), transform);
  }

  #glide(to: ZoomTransform): void {
    cancelAnimationFrame(this.#gliding);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#set(to);
      return;
    }
    const from = this.#transform;
    const started = performance.now();
    const frame = (now: number): void => {
      const part = Math.min(1, (now - started) / glideMs);
      const eased = 1 - (1 - part) ** 3;
      const mix = (a: number, b: number): number => a + (b - a) * eased;
      this.#zoom.transform(
        select(this.#page),
        zoomIdentity.translate(mix(from.x, to.x), mix(from.y, to.y)).scale(mix(from.k, to.k)),
      );
      if (part < 1) this.#gliding = requestAnimationFrame(frame);
    };
    this.#gliding = requestAnimationFrame(frame);
  }
}

/** In the middle where it fits, else as near to having the start in the middle as its ends allow. */
function place(room: number, size: number, start: number): number {
  if (size <= room) return (room - size) / 2;
  return Math.min(edgeRoom, Math.max(room - size - edgeRoom, room / 2 - start));
}

/** How far a span must move to be inside with some room; what is too long is seen from its start. */
function shift(from: number, to: number, size: number): number {
  const room = Math.min(48, size / 8);
  if (from < room) return room - from;
  return to > size - room ? Math.max(size - room - to, room - from) : 0;
}
