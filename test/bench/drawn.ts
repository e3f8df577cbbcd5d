/** How much CPU the graph's real bundle takes in Chromium: from a message to the end of the frame that shows it, and in each frame of a pan. */
import type { GraphPage } from '../support/webview/graphPage.ts';
import { PageCpu } from './pageCpu.ts';

/** Milliseconds for each of the messages, one after the other. */
export async function shown(view: GraphPage, messages: readonly object[]): Promise<readonly number[]> {
  const cpu = await PageCpu.of(view.page);
  // To bring them into the page is none of it.
  await view.page.evaluate(
    (all) => {
      const page = globalThis as unknown as Page;
      page.messages = all.map((text) => new page.TextEncoder().encode(text).buffer);
    },
    messages.map((message) => JSON.stringify(message)),
  );
  return cpu.ofEach(messages.map((_, index) => () => view.page.evaluate(show, index)));
}

/** Milliseconds of each frame while the pointer drags the picture. */
export async function panned(view: GraphPage, frames: number): Promise<readonly number[]> {
  const cpu = await PageCpu.of(view.page);
  await view.page.evaluate(drag, ['mousedown', 500, 350] as const);
  const moves = Array.from({ length: frames }, (_, frame) => ['mousemove', 488 - frame * 12, 342 - frame * 8] as const);
  const times = await cpu.ofEach(moves.map((move) => () => view.page.evaluate(drag, move)));
  await view.page.evaluate(drag, ['mouseup', 0, 0] as const);
  return times;
}

/** Runs in the page: gives a message to the view and ends when it is painted. */
async function show(index: number): Promise<void> {
  const page = globalThis as unknown as Page;
  page.receive(page.messages[index]);
  await new Promise((resolve) => {
    page.requestAnimationFrame(resolve);
  });
  await new Promise<void>((resolve) => {
    // Behind what the frame paints.
    const channel = new page.MessageChannel();
    channel.port1.onmessage = () => {
      resolve();
    };
    channel.port2.postMessage(null);
  });
}

/** Runs in the page: one event of the pointer, and the frame that shows it. */
async function drag([type, x, y]: readonly [type: string, x: number, y: number]): Promise<void> {
  const page = globalThis as unknown as Page;
  const target = type === 'mousedown' ? page.document.querySelector('.page') : page;
  target?.dispatchEvent(new page.MouseEvent(type, { bubbles: true, clientX: x, clientY: y, button: 0, view: page }));
  await new Promise((resolve) => {
    page.requestAnimationFrame(resolve);
  });
  await new Promise<void>((resolve) => {
    const channel = new page.MessageChannel();
    channel.port1.onmessage = () => {
      resolve();
    };
    channel.port2.postMessage(null);
  });
}

/** What the page's own types would say; they are not known here. */
interface Page {
  messages: readonly unknown[];
  readonly requestAnimationFrame: (callback: (now: number) => void) => void;
  readonly receive: (message: unknown) => void;
  readonly TextEncoder: new () => { encode(text: string): { readonly buffer: ArrayBuffer } };
  readonly MessageChannel: new () => { port1: { onmessage: () => void }; port2: { postMessage(value: null): void } };
  readonly MouseEvent: new (type: string, options: object) => object;
  readonly document: { querySelector(selector: string): { dispatchEvent(event: object): void } | null };
  dispatchEvent(event: object): void;
}
