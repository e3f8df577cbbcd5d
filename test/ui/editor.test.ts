/** What stands in and beside a workflow's text, as a person sees it: in four themes, and after a reload. */
import type { Locator } from 'playwright-core';
import { screenshotFailure, themeKinds, Workbench } from '../support/vscodeHost/workbench.ts';

/** It leaves semantic colours out. */
const withoutColours = 'high-contrast-light';

const name = 'seen.workflow.yaml';
const text = `name: seen
inputs:
  who: { type: string, default: you }
  spare: { type: string, default: nothing }
agents:
  say: { uses: mock, with: { output: { said: "\${{ inputs.who }}" } } }
nodes:
  - { id: start, type: start }
  - { id: split, type: parallel_gateway, gateway_type: fork }
  - { id: one, type: agent_task, agent_id: say }
  - { id: two, type: agent_task, agent_id: sya }
  - { id: meet, type: parallel_gateway, gateway_type: join, config: { mode: n_of_m, count: 3 } }
  - { id: end, type: end }
edges:
  - { source: start, target: split }
  - { source: split, target: one }
  - { source: split, target: two }
  - { source: one, target: meet }
  - { source: two, target: meet }
  - { source: meet, target: end }
outputs:
  result: "\${{ nodes.one.output.said }}"
`;

describe('a workflow in the editor', () => {
  let workbench: Workbench | undefined;
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
    await workbench?.close();
    workbench = undefined;
  });

  const shown = async ({ page }: Workbench, hasColours: boolean): Promise<void> => {
    const editor = page.locator('.monaco-editor .view-lines').first();
    // Hints keep their spaces from breaking.
    await editor.filter({ hasText: /2\sbranches\s→\smeet/ }).waitFor();
    await page.locator('.squiggly-error').first().waitFor();
    if (!hasColours) return;
    // A name that nothing has is coloured unlike one that is known.
    const word = (text: string, unlike = ''): Locator =>
      page.locator(`.view-line span > span${unlike}`, { hasText: new RegExp(`^${text}$`) }).last();
    const plain = (await word('agent_task').getAttribute('class')) ?? '';
    const unknown = word('sya', `:not(.${plain})`);
    await unknown.waitFor();
    await word('say', `:not(.${plain}):not(.${(await unknown.getAttribute('class')) ?? ''})`).waitFor();
  };

  it('shows hints and mistakes in all kinds of themes, also after a reload', async () => {
    workbench = await Workbench.open({ folder: 'test/fixtures/workspace', files: { [name]: text }, trust: true });
    await workbench.openFile(name);
    for (const kind of themeKinds) {
      await workbench.useTheme(kind);
      await shown(workbench, kind !== withoutColours);
      await workbench.screenshot(`editor-${kind}`);
    }
    await workbench.useTheme('dark');
    await workbench.reload();
    await shown(workbench, true);
    await workbench.screenshot('editor-reloaded');
  });

  it('says beside the language whether the workflow is valid, or how many problems it has', async () => {
    const valid = text
      .replace('sya', 'say')
      .replace('count: 3', 'count: 2')
      .replace(/ {2}spare.*\n/, '');
    const files = { [name]: text, 'good.workflow.yaml': valid, 'other.workflow.yaml': 'jobs:\n  build: {}\n' };
    workbench = await Workbench.open({ folder: 'test/fixtures/workspace', files, trust: true });
    const { page } = workbench;
    const status = (words: string): Locator => page.locator(`#status\\.languageStatus[aria-label*="${words}"]`);
    await workbench.openFile(name);
    await status('2 problems').waitFor();
    await workbench.openFile('good.workflow.yaml');
    await status('valid').waitFor();
    await workbench.openFile('other.workflow.yaml');
    // VS Code shows there what others say.
    await status('valid').waitFor({ state: 'detached' });
  });
});
