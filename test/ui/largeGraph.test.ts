/** A workflow of 5,000 nodes as a person uses its graph: opened, moved, looked through, executed and cancelled. */
import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { screenshotFailure, Workbench } from '../support/vscodeHost/workbench.ts';
import { wideWorkflow } from '../support/webview/pictures.ts';

const file = 'wide.workflow.yaml';
const patienceMs = 60_000;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the page's own types would say; they are not known here. */
interface PageNode {
  readonly ownerSVGElement: PageNode;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { left: number; right: number; top: number; bottom: number };
}

describe('the graph of 5,000 nodes, as a person uses it', () => {
  let workbench: Workbench;
  let graph: FrameLocator;
  before(async () => {
    const text = wideWorkflow(100, 50).replace('{ uses: mock }', '{ uses: mock, with: { delay_seconds: 1 } }');
    workbench = await Workbench.open({ folder: 'test/fixtures/workspace', trust: true, files: { [file]: text } });
    graph = workbench.webview();
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => workbench.close());

  it('opens', async () => {
    await workbench.openFile(file);
    await workbench.lens('Graph').click();
    await graph.locator('[data-node-id="start"]').waitFor();
    await graph.locator('.hint').waitFor({ state: 'hidden' });
  });

  it('follows the pointer that drags it, and draws what comes into view', async () => {
    const { x, y, width, height } = await boxOf('.page');
    const { mouse } = workbench.page;
    const [fromX, middle] = [x + width * 0.9, y + height / 2];
    const by = width * 0.8;
    for (let drags = 0; drags < 3; drags += 1) {
      const seen = await nodesInView();
      const held = node(await nodeInTheMiddle());
      const before = await boxOf(held);
      await mouse.move(fromX, middle);
      await mouse.down();
      await mouse.move(fromX - by, middle, { steps: 10 });
      // What is out of reach has no element any more; the one in the middle is not.
      await mouse.move(fromX - by / 4, middle, { steps: 10 });
      const after = await boxOf(held);
      assert.ok(Math.abs(before.x - by / 4 - after.x) < 2, `from ${before.x} to ${after.x}`);
      await mouse.move(fromX - by, middle, { steps: 10 });
      await mouse.up();
      const now = await nodesInView();
      assert.ok(now.length > 0);
      assert.ok(
        now.some((id) => !seen.includes(id)),
        'others are in view',
      );
    }
  });

  it('finds a node and brings it into view', async () => {
    await workbench.page.keyboard.press('Control+f');
    const field = graph.getByRole('textbox', { name: 'Find a node' });
    await field.fill('t99_0');
    await graph.locator('.count', { hasText: '1 of 1' }).waitFor();
    await graph.locator(`${node('t99_0')}[tabindex="0"]`).waitFor();
    await until(async () => (await nodesInView()).includes('t99_0'));
    await field.press('Escape');
    await graph.locator(`${node('t99_0')}:focus`).waitFor();
  });

  it('shows the states of an execution, and cancels it', async () => {
    await graph.getByRole('button', { name: 'Run' }).click();
    await graph.locator(`${node('t99_0')}[data-status="completed"]`).waitFor();
    await graph.getByRole('button', { name: 'Cancel' }).click();
    await graph.locator('.status[data-status="cancelled"]').waitFor();
    await workbench.screenshot('large-graph');
  });

  function node(id: string): string {
    return `[data-node-id="${id}"]`;
  }

  async function boxOf(selector: string): Promise<Box> {
    const box = await graph.locator(selector).boundingBox();
    assert.ok(box, selector);
    return box;
  }

  /** Those of which some part is seen, in the file's order. */
  async function nodesInView(): Promise<readonly string[]> {
    return graph.locator('[data-node-id]').evaluateAll((nodes: readonly PageNode[]) => {
      const seen = nodes[0]?.ownerSVGElement.getBoundingClientRect();
      return nodes
        .filter((node) => {
          const { left, right, top, bottom } = node.getBoundingClientRect();
          return seen && right > seen.left && left < seen.right && bottom > seen.top && top < seen.bottom;
        })
        .map((node) => node.getAttribute('data-node-id') ?? '');
    });
  }

  async function nodeInTheMiddle(): Promise<string> {
    return graph.locator('[data-node-id]').evaluateAll((nodes: readonly PageNode[]) => {
      const page = nodes[0]?.ownerSVGElement.getBoundingClientRect();
      const away = (node: PageNode): number => {
        const { left, right, top, bottom } = node.getBoundingClientRect();
        return page ? Math.hypot(left + right - page.left - page.right, top + bottom - page.top - page.bottom) : 0;
      };
      const nearest = [...nodes].sort((a, b) => away(a) - away(b))[0];
      return nearest?.getAttribute('data-node-id') ?? '';
    });
  }

  async function until(holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!(await holds())) if (Date.now() > deadline) throw new Error('It did not come about.');
  }
});
