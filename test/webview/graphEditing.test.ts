/** Changing the workflow in its picture: what a person's clicks and keys ask of the host. In Chromium with the real bundle. */
import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import type { GraphPicture } from '../../src/protocol/graph.ts';
import { launchBrowser } from '../support/vscodeHost/browser.ts';
import { GraphPage } from '../support/webview/graphPage.ts';
import { linearPicture, pictureMessage, wideWorkflow } from '../support/webview/pictures.ts';

describe('editing in the graph in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let view: GraphPage;
  const picture = linearPicture(wideWorkflow(3, 2), 'down', () => false);
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    view = await GraphPage.open(browser, { reducedMotion: true });
    await view.receive(pictureMessage(picture, { canEdit: true }));
    await view.node('start').waitFor();
  });
  afterEach(async () => {
    await view.close();
    assert.deepEqual(view.wrong, []);
  });

  const edited = async (): Promise<unknown> => {
    const message = await view.untilSent(({ type }) => type === 'edit');
    view.forget();
    return message.type === 'edit' ? message.edit : undefined;
  };
  const item = (name: string): Locator => view.page.getByRole('menuitem', { name, exact: true });

  it('adds, wraps and deletes by a node’s menu, by pointer and by keys', async () => {
    await view.node('t0_0').click({ button: 'right' });
    await view.screenshot('menu');
    await item('Add a task').click();
    assert.deepEqual(await edited(), { kind: 'addAfter', nodeId: 't0_0', nodeType: 'agent_task' });
    await view.node('t1_1').focus();
    await view.page.keyboard.press('Shift+F10');
    await item('Add a task').waitFor();
    assert.equal(await view.locator(':focus').textContent(), 'Add a task');
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await view.page.keyboard.press(key);
    assert.deepEqual(await edited(), { kind: 'addAfter', nodeId: 't1_1', nodeType: 'approval' });
    await view.page.keyboard.press('m');
    await item('Wrap in a fork and a join').click();
    assert.deepEqual(await edited(), { kind: 'wrap', nodeIds: ['t1_1'] });
    await view.page.keyboard.press('Delete');
    assert.deepEqual(await edited(), { kind: 'deleteNode', nodeId: 't1_1' });
    await view.page.keyboard.press('m');
    await view.page.keyboard.press('Escape');
    assert.equal(await view.locator(':focus').getAttribute('data-node-id'), 't1_1');
  });

  it('wraps several nodes that were chosen with Shift', async () => {
    for (const id of ['t0_0', 't1_0']) await view.node(id).click({ modifiers: ['Shift'] });
    assert.deepEqual(await view.attributes('.node.marked', 'data-node-id'), ['t0_0', 't1_0']);
    await view.node('t1_0').click({ button: 'right' });
    await item('Wrap in a fork and a join').click();
    assert.deepEqual(await edited(), { kind: 'wrap', nodeIds: ['t0_0', 't1_0'] });
  });

  it('adds on an edge and deletes it', async () => {
    const at = await besideEdge();
    await view.page.mouse.move(...at);
    assert.deepEqual(await view.attributes('.edge.pointed', 'data-target'), ['t0_1']);
    await view.page.mouse.click(...at);
    await item('Add a delay').click();
    assert.deepEqual(await edited(), { kind: 'addOnEdge', source: 't0_0', target: 't0_1', nodeType: 'delay' });
    await view.page.mouse.click(...at, { button: 'right' });
    await item('Delete').click();
    assert.deepEqual(await edited(), { kind: 'deleteEdge', source: 't0_0', target: 't0_1' });
  });

  it('goes on with what was added, once the picture has it', async () => {
    const after = (added: string): GraphPicture => {
      const text = wideWorkflow(3, 2)
        .replace('edges:', `  - { id: ${added}, type: delay, config: { seconds: 1 } }\nedges:`)
        .replace(
          '{ source: t0_0, target: t0_1 }',
          `{ source: t0_0, target: ${added} }\n  - { source: ${added}, target: t0_1 }`,
        );
      return linearPicture(text, 'down', () => false);
    };
    await view.page.setViewportSize({ width: 500, height: 300 });
    await view.node('start').focus();
    for (const key of ['+', '+', '+', '+']) await view.page.keyboard.press(key);
    await view.node('t0_0').focus();
    const at = await besideEdge();
    await view.page.mouse.click(...at);
    await item('Add a delay').click();
    await edited();
    await view.receive(pictureMessage(picture, { canEdit: true, provisional: true }));
    await view.receive(pictureMessage(after('delay_1'), { canEdit: true }));
    assert.equal(await view.locator(':focus').getAttribute('data-node-id'), 'delay_1');
    assert.deepEqual(await view.untilSent(({ type }) => type === 'revealNode'), {
      type: 'revealNode',
      nodeId: 'delay_1',
      focus: false,
    });
    const [node, page] = [
      (await view.node('delay_1').locator('.shape').boundingBox())!,
      (await view.locator('.page').boundingBox())!,
    ];
    assert.ok(node.x >= page.x && node.x + node.width <= page.x + page.width, 'it is in view');
    assert.ok(node.y >= page.y && node.y + node.height <= page.y + page.height, 'it is in view');
    await view.screenshot('added');
  });

  it('does not go on with what comes from elsewhere after something else was done', async () => {
    await view.node('t0_0').focus();
    await view.page.keyboard.press('m');
    await item('Add a task').click();
    await view.page.keyboard.press('ArrowDown');
    view.forget();
    await view.receive(
      pictureMessage(
        linearPicture(wideWorkflow(4, 2), 'down', () => false),
        { canEdit: true },
      ),
    );
    assert.equal(await view.locator(':focus').getAttribute('data-node-id'), 't0_1');
    assert.equal(
      view.sent.some(({ type }) => type === 'revealNode'),
      false,
    );
  });

  /** Four pixels beside the line from `t0_0` to `t0_1`: lines are too thin to be hit. */
  async function besideEdge(): Promise<readonly [x: number, y: number]> {
    const above = (await view.node('t0_0').locator('.shape').boundingBox())!;
    const below = (await view.node('t0_1').locator('.shape').boundingBox())!;
    return [above.x + above.width / 2 + 4, (above.y + above.height + below.y) / 2];
  }

  it('connects by dragging, and by keys', async () => {
    const before = await view.locator('.scene').getAttribute('transform');
    await view.node('t0_0').hover();
    const handle = (await view.node('t0_0').locator('.handle').boundingBox())!;
    const target = (await view.node('t1_1').boundingBox())!;
    await view.page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
    await view.page.mouse.down();
    await view.page.mouse.move(target.x + 40, target.y + 20, { steps: 4 });
    await view.screenshot('connecting');
    await view.page.mouse.up();
    assert.deepEqual(await edited(), { kind: 'connect', source: 't0_0', target: 't1_1' });
    assert.equal(await view.locator('.scene').getAttribute('transform'), before, 'nothing was panned');
    await view.node('t2_0').focus();
    await view.page.keyboard.press('m');
    await item('Connect with…').click();
    assert.match((await view.locator('.hint').textContent())!, /^Choose the node that comes after "t2_0"/);
    await view.node('t1_1').focus();
    await view.page.keyboard.press('Enter');
    assert.deepEqual(await edited(), { kind: 'connect', source: 't2_0', target: 't1_1' });
    assert.equal(await view.locator('.hint').isVisible(), false);
  });

  it('renames and changes settings in the details', async () => {
    await view.node('t0_0').focus();
    await view.page.keyboard.press('F2');
    await view.receive({
      type: 'inspection',
      inspection: {
        ...{ nodeId: 't0_0', title: 't0_0', kind: 'agent_task', editable: true, executionId: '', status: null },
        ...{ state: [], attempts: [], values: [] },
        settings: [
          { label: 'id', value: 't0_0', field: 'id' },
          { label: 'type', value: 'agent_task', field: 'type', choices: ['agent_task', 'delay'] },
          { label: 'name', value: '', field: 'name' },
        ],
      },
    });
    assert.equal(await view.locator('vscode-text-field:focus').getAttribute('data-field'), 'id');
    await view.page.keyboard.press('Control+a');
    await view.page.keyboard.type('fetch');
    await view.page.keyboard.press('Tab');
    assert.deepEqual(await edited(), { kind: 'rename', nodeId: 't0_0', newId: 'fetch' });
    await view.page.getByRole('textbox', { name: 'name' }).fill('Fetch <b>it</b>');
    await view.page.keyboard.press('Tab');
    assert.deepEqual(await edited(), { kind: 'set', nodeId: 't0_0', field: 'name', value: 'Fetch <b>it</b>' });
    await view.page.getByRole('combobox', { name: 'type' }).click();
    await view.page.getByRole('option', { name: 'delay' }).click();
    assert.deepEqual(await edited(), { kind: 'setType', nodeId: 't0_0', nodeType: 'delay' });
  });

  it('takes back and does again', async () => {
    await view.node('t0_0').focus();
    await view.page.keyboard.press('Control+z');
    await view.untilSent((message) => message.type === 'history' && message.step === 'undo');
    await view.page.keyboard.press('Control+Shift+z');
    await view.untilSent((message) => message.type === 'history' && message.step === 'redo');
  });

  it('is not there where the text cannot be changed', async () => {
    await view.receive(pictureMessage(picture));
    view.forget();
    await view.node('t0_0').click({ button: 'right' });
    await view.node('t0_0').focus();
    for (const key of ['Delete', 'F2', 'm', 'Control+z']) await view.page.keyboard.press(key);
    const at = await besideEdge();
    await view.page.mouse.click(...at);
    await view.frame();
    assert.equal(await view.locator('.edge.pointed').count(), 0);
    assert.equal(
      view.sent.some(({ type }) => type === 'edit' || type === 'history'),
      false,
    );
    assert.equal(await view.locator('.menu').isVisible(), false);
  });
});
