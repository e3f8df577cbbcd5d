/** Which part of the picture is seen: pan and zoom by pointer, wheel, keys and buttons. */
import { select } from 'd3-selection';
import { zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import type { Point } from '../../src/protocol/graph.ts';
import { areaAt, bringOut, isCovered } from './covers.ts';
import { type Area, fitInto, type Place, scaleBy, scales, type Size, type View } from './geometry.ts';
import { prefersStillness } from './motion.ts';
import type { SavedPlace } from './saved.ts';

/** Unless somebody asks for everything: all of it where it is no smaller than this, else a part of it that can be read. */
const overview = { least: 0.45, part: 0.65 };
/** A node that was looked for is shown at this scale at least. */
const readable = 0.8;
const glideMs = 180;
/** In pixels: what moves less between press and release is a click. */
export const clickDistance = 4;

export interface CameraOptions {
  /** The view is another one now. */
  readonly changed: () => void;
  /** Where something lies over the page. */
  readonly covers: () => Covers;
}

export interface Covers {
  /** Always there. */
  readonly tools: readonly Area[];
  /** Comes and goes. */
  readonly others: readonly Area[];
}

export class Camera {
  readonly #page: SVGSVGElement;
  readonly #measureCovers: CameraOptions['covers'];
  readonly #zoom: ZoomBehavior<SVGSVGElement, unknown>;
  #transform: ZoomTransform = zoomIdentity;
  /** Where a glide under way ends; else the same. */
  #goal: Place = zoomIdentity;
  /** Through another size of the page: as much of the picture as can be read, all of it because somebody asked, what is seen. */
  #keeps: 'start' | 'whole' | 'place' = 'start';
  /** Of the page, as it was measured last: to ask for it while the picture changes would lay all of it out, in each frame. */
  #size: Size = { width: 0, height: 0 };
  /** As they were measured last, with the page. */
  #covers: Covers = { tools: [], others: [] };
  #picture: Size = { width: 0, height: 0 };
  #start: Point = { x: 0, y: 0 };
  #gliding = 0;

  constructor(page: SVGSVGElement, { changed, covers }: CameraOptions) {
    this.#page = page;
    this.#measureCovers = covers;
    this.#zoom = zoom<SVGSVGElement, unknown>()
      .scaleExtent([scales.smallest, scales.largest])
      // Its own way to measure fails while the page is not shown.
      .extent(() => [
        [0, 0],
        [this.#size.width, this.#size.height],
      ])
      // A press on a node may become a click; a drag from it pans all the same.
      .clickDistance(clickDistance)
      .on('zoom', ({ transform, sourceEvent }: { transform: ZoomTransform; sourceEvent: unknown }) => {
        this.#transform = transform;
        // An event is there when a person's pointer or wheel did it.
        if (sourceEvent !== null && sourceEvent !== undefined) this.#takeOver();
        changed();
      });
    select(page).call(this.#zoom).on('dblclick.zoom', null);
  }

  get view(): View {
    return this.#at(this.#transform);
  }

  get saved(): SavedPlace {
    const { x, y, k } = this.#goal;
    return { x, y, k, fitted: this.#keeps !== 'place', whole: this.#keeps === 'whole' };
  }

  restore({ x, y, k, fitted, whole }: SavedPlace): void {
    this.#keeps = !fitted ? 'place' : whole ? 'whole' : 'start';
    this.#set({ x, y, k });
  }

  /**
   * The picture has this size now; a view of the whole stays one.
   *
   * @param start what is seen of a picture that is too large to be read as a whole
   * @param moved so far what somebody looks at has moved in it
   */
  resizePicture(picture: Size, start: Point, moved: Point): void {
    this.#picture = picture;
    this.#start = start;
    const { x, y, k } = this.#goal;
    this.#goal = { x: x - moved.x * k, y: y - moved.y * k, k };
    this.resizePage();
  }

  /** The page may have another size. */
  resizePage(): void {
    this.#size = { width: this.#page.clientWidth, height: this.#page.clientHeight };
    this.#covers = this.#measureCovers();
    this.#set(this.#keeps === 'place' ? this.#goal : this.#fit(this.#keeps === 'whole' ? undefined : overview));
  }

  /** Everything in view, until somebody moves it. */
  fit(): void {
    this.#keeps = 'whole';
    this.#glide(this.#fit());
  }

  /** A picture that would reach behind the tools is fitted beside them. */
  #fit({ least, part }: Partial<typeof overview> = {}): Place {
    const { tools } = this.#covers;
    const place = fitInto(this.#size, this.#picture, this.#start, least, part);
    const area = areaAt(place, { x: 0, y: 0, ...this.#picture });
    const { width, height } = this.#size;
    const isWhole = area.left >= 0 && area.top >= 0 && area.right <= width && area.bottom <= height;
    if (!isWhole || !isCovered(area, tools)) return place;
    // What can be overlooked is, also with a little less room.
    const beside = { height, width: Math.min(...tools.map(({ left }) => left)) };
    return fitInto(beside, this.#picture, this.#start);
  }

  /** Around the middle of the page. */
  zoomBy(factor: number): void {
    this.#keeps = 'place';
    this.#glide(scaleBy(this.#at(this.#goal), factor));
  }

  /** Brings a part of the picture into view, if it is not. */
  reveal(box: Size & Point): void {
    this.#covers = this.#measureCovers();
    if (this.sees(box)) return;
    this.#keeps = 'place';
    this.#glide(this.#with(box));
  }

  /** Whether a part of the picture is in view, or will be when a glide has ended. */
  sees(box: Size & Point): boolean {
    const to = this.#with(box);
    return to.x === this.#goal.x && to.y === this.#goal.y;
  }

  #with(box: Size & Point): Place {
    const { tools, others } = this.#covers;
    // Where everything is seen it stays so.
    return bringOut(this.#at(this.#goal), box, this.#keeps === 'whole' ? tools : [...tools, ...others]);
  }

  /** What is seen stays as it is, also when the page gets another size; unless everything was asked for. */
  hold(): void {
    if (this.#keeps === 'start') this.#keeps = 'place';
  }

  /** Brings a part of the picture to the middle, large enough to be read. */
  fly(box: Size & Point): void {
    this.#keeps = 'place';
    const k = Math.max(this.#goal.k, readable);
    const { width, height } = this.#size;
    this.#glide({ x: width / 2 - (box.x + box.width / 2) * k, y: height / 2 - (box.y + box.height / 2) * k, k });
  }

  /** Moves a point of the picture to the middle, at once; the nearest of its points where it is none of them. */
  centre(wanted: Point): void {
    this.#keeps = 'place';
    const x = Math.min(this.#picture.width, Math.max(0, wanted.x));
    const y = Math.min(this.#picture.height, Math.max(0, wanted.y));
    const { k } = this.#goal;
    const { width, height } = this.#size;
    this.#set({ x: width / 2 - x * k, y: height / 2 - y * k, k });
  }

  #takeOver(): void {
    this.#keeps = 'place';
    this.#goal = this.#transform;
    cancelAnimationFrame(this.#gliding);
  }

  #at({ x, y, k }: Place): View {
    return { x, y, k, ...this.#size };
  }

  #set(place: Place): void {
    cancelAnimationFrame(this.#gliding);
    this.#goal = place;
    this.#show(place);
  }

  #show({ x, y, k }: Place): void {
    this.#zoom.transform(select(this.#page), zoomIdentity.translate(x, y).scale(k));
  }

  #glide(to: Place): void {
    if (prefersStillness()) {
      this.#set(to);
      return;
    }
    cancelAnimationFrame(this.#gliding);
    this.#goal = to;
    const from = this.#transform;
    const started = performance.now();
    const frame = (now: number): void => {
      const part = Math.min(1, Math.max(0, now - started) / glideMs);
      const eased = 1 - (1 - part) ** 3;
      const mix = (a: number, b: number): number => a + (b - a) * eased;
      this.#show({ x: mix(from.x, to.x), y: mix(from.y, to.y), k: mix(from.k, to.k) });
      if (part < 1) this.#gliding = requestAnimationFrame(frame);
    };
    this.#gliding = requestAnimationFrame(frame);
  }
}
