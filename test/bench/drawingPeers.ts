/** Others' drawings of a graph that is laid out already: as they come, the whole of it in view, in the same browser as ours. */
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { GraphPicture } from '../../src/protocol/graph.ts';
import { PageCpu } from './pageCpu.ts';
import { hasPeer } from './peerPackages.ts';

export const drawingPeers = ['xyflow', 'cytoscape'] as const;
export type DrawingPeer = (typeof drawingPeers)[number];

export interface PeerPage {
  /** Milliseconds of CPU from the call to the end of the frame that shows all of it, in a new page. */
  firstPaint(picture: GraphPicture): Promise<number>;
}

const home = join(import.meta.dirname, 'peers');

/** `draw` draws; `isDrawn` says whether all of it is there. */
const programs: Readonly<Record<DrawingPeer, { readonly name: string; readonly css?: string; readonly text: string }>> =
  {
    xyflow: {
      name: '@xyflow/react',
      css: '@xyflow/react/dist/style.css',
      text: `
      import { createElement } from 'react';
      import { createRoot } from 'react-dom/client';
      import { ReactFlow } from '@xyflow/react';
      globalThis.draw = (root, { nodes, edges }) => {
        const shown = {
          nodes: nodes.map(({ id, x, y, width, height, label }) => ({ id, position: { x, y }, width, height, data: { label } })),
          edges: edges.map(({ source, target }, index) => ({ id: 'e' + index, source, target, type: 'straight' })),
          fitView: true,
          minZoom: 0.001,
        };
        createRoot(root).render(createElement(ReactFlow, shown));
      };
      globalThis.isDrawn = ({ nodes, edges }) =>
        document.querySelectorAll('.react-flow__node').length === nodes.length &&
        document.querySelectorAll('.react-flow__edge').length === edges.length;
    `,
    },
    cytoscape: {
      name: 'cytoscape',
      text: `
      import cytoscape from 'cytoscape';
      let drawn = false;
      globalThis.draw = (container, { nodes, edges }) => {
        const elements = [
          ...nodes.map(({ id, x, y, width, height, label }) => ({
            data: { id, label, width, height },
            position: { x: x + width / 2, y: y + height / 2 },
          })),
          ...edges.map(({ source, target }) => ({ data: { source, target } })),
        ];
        const style = [
          { selector: 'node', style: { label: 'data(label)', shape: 'round-rectangle', width: 'data(width)', height: 'data(height)' } },
          { selector: 'edge', style: { 'curve-style': 'straight', 'target-arrow-shape': 'triangle' } },
        ];
        cytoscape({ container, elements, style, layout: { name: 'preset', fit: true } }).one('render', () => {
          drawn = true;
        });
      };
      globalThis.isDrawn = () => drawn;
    `,
    },
  };

/** Undefined where it is not installed. */
export async function peerPage(browser: Browser, peer: DrawingPeer): Promise<PeerPage | undefined> {
  const { name, css, text } = programs[peer];
  if (!hasPeer(name)) return undefined;
  const { outputFiles } = await build({
    stdin: { contents: text, resolveDir: home },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const script = outputFiles[0]?.text ?? '';
  const style = css === undefined ? '' : readFileSync(join(home, 'node_modules', css), 'utf8');
  return {
    firstPaint: async (picture) => {
      const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
      try {
        const fill = 'html, body, #root { width: 100%; height: 100%; margin: 0 }';
        await page.setContent(`<!DOCTYPE html><style>${style} ${fill}</style><div id="root"></div>`);
        await page.addScriptTag({ content: script });
        await page.evaluate((next) => {
          (globalThis as unknown as Page).next = next;
        }, picture);
        const [paint = NaN] = await (await PageCpu.of(page)).ofEach([() => page.evaluate(paintAll)]);
        return paint;
      } finally {
        await page.close();
      }
    },
  };
}

/** Runs in the page. */
async function paintAll(): Promise<void> {
  const page = globalThis as unknown as Page;
  page.draw(page.document.getElementById('root'), page.next);
  do
    await new Promise((resolve) => {
      page.requestAnimationFrame(resolve);
    });
  while (!page.isDrawn(page.next));
  // Behind what the frame paints.
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
  next: unknown;
  readonly requestAnimationFrame: (callback: (now: number) => void) => void;
  readonly MessageChannel: new () => { port1: { onmessage: () => void }; port2: { postMessage(value: null): void } };
  readonly document: { getElementById(id: string): unknown };
  readonly draw: (root: unknown, picture: unknown) => void;
  readonly isDrawn: (picture: unknown) => boolean;
}
