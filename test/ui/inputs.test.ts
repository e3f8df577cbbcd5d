/** Inputs as a person gives them: hostile choices are text, and the JSON document outlasts a reload of the window. */
import assert from 'node:assert/strict';
import { screenshotFailure, Workbench } from '../support/vscodeHost/workbench.ts';

const workflow = `name: "$(flame) asking"
inputs:
  kind: { type: string, enum: ["$(trash) bin", ""] }
  count: { type: integer, minimum: 1, maximum: 5 }
  key: { type: string, secret: true }
agents:
  worker: { uses: mock, with: { output: "\${{ inputs.count }}" } }
nodes:
  - { id: start, type: start }
  - { id: work, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: work }
  - { source: work, target: end }
`;

describe('inputs, as a person gives them', () => {
  let workbench: Workbench;
  before(async () => {
    const files = { 'asking.workflow.yaml': workflow };
    workbench = await Workbench.open({ folder: 'test/fixtures/ui', trust: true, files });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => workbench.close());

  const box = (name: string) => workbench.page.locator('.quick-input-widget', { hasText: name });

  async function answer(name: string, text: string): Promise<void> {
    await box(name).waitFor();
    await workbench.quickInput().fill(text);
    await workbench.quickInput().press('Enter');
  }

  it('shows every choice as it is written, and what is wrong as it is typed', async () => {
    await workbench.openFile('asking.workflow.yaml');
    await workbench.showContainer('Workflows');
    await workbench.page.getByText('Nothing has been executed yet.').waitFor();
    await workbench.editorAction('Run').click();
    await box('kind (1/3)').waitFor();
    await workbench.quickPickRow('$(trash) bin').waitFor();
    await workbench.quickPickRow('""').waitFor();
    assert.equal(await workbench.page.locator('.quick-input-list .codicon-trash').count(), 0);
    await workbench.screenshot('inputs-choices');
    await workbench.quickInput().press('Enter');
    await box('count (2/3)').waitFor();
    await workbench.quickInput().fill('9');
    await box('The input "count" must be at most 5.').waitFor();
    await workbench.screenshot('inputs-wrong');
    await answer('count (2/3)', '4');
    await box('key (3/3)').waitFor();
    assert.equal(await workbench.quickInput().getAttribute('type'), 'password');
    await answer('key (3/3)', 'hunter22');
    await workbench.treeRow(/asking.*completed/, 'Executions').waitFor();
  });

  it('lets the document of inputs be edited, with what was given last, and run after a reload', async () => {
    await workbench.chooseFromMenu(workbench.treeRow(/^asking/, 'Workflows'), 'Edit Inputs as JSON…');
    const given = workbench.page.locator('.view-line', { hasText: '"count": 4' });
    await given.waitFor();
    await workbench.reload();
    await given.waitFor();
    await workbench.screenshot('inputs-reloaded');
    await workbench.editorAction('Run with These Inputs').click();
    await answer('key', 'hunter22');
    await workbench.showContainer('Workflows');
    await workbench.page.locator('.part.sidebar .monaco-list-row', { hasText: /Today *2/ }).waitFor();
  });

  it('does from the menu of a row what its buttons do', async () => {
    const row = workbench.treeRow(/asking.*completed/, 'Executions').first();
    await row.click({ button: 'right' });
    await workbench.page.locator('.monaco-menu').getByText('Show Log', { exact: true }).waitFor();
    await workbench.screenshot('sidebar-menu');
    await workbench.page.keyboard.press('Escape');
    await workbench.chooseFromMenu(row, 'Show Log');
    await workbench.page.locator('.tab.active', { hasText: '.log' }).waitFor();
  });
});
