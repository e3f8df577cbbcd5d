/** Threat T5 as a person sees it: the dialog before a workflow starts a program. */
import { screenshotFailure, Workbench } from '../support/vscodeHost/workbench.ts';

describe('consent, as a person gives it', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folder: 'test/fixtures/ui', trust: true });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => workbench.close());

  it('shows what would start, starts nothing when one turns away, and asks the next time', async () => {
    await workbench.openFile('starts.workflow.yaml');
    await workbench.showContainer('Workflows');
    await workbench.editorAction('Run').click();
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('The workflow "starts" wants to start a program for its node "count".').waitFor();
    await dialog.getByText('${{ inputs.text }}').waitFor();
    await workbench.screenshot('consent');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await workbench.treeRow(/^count.*failed/).waitFor();
    await workbench.screenshot('consent-refused');
  });
});
