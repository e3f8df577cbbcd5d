import assert from 'node:assert/strict';
import { screenshotFailure, Workbench } from '../support/vscodeHost/workbench.ts';

describe('the packaged extension, as a person meets it', () => {
  let workbench: Workbench | undefined;
  before(async () => {
    workbench = await Workbench.open({ folder: 'test/fixtures/workspace', trust: true });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => workbench?.close());

  it('has its icon in the activity bar', async () => {
    await workbench!.activityBarIcon('Workflows').waitFor();
  });

  it('opens a workflow in its own language', async () => {
    await workbench!.openFile('hello.workflow.yaml');
    await workbench!.languageMode().filter({ hasText: 'IPA Workflow' }).waitFor();
    assert.equal((await workbench!.languageMode().innerText()).trim(), 'IPA Workflow');
    await workbench!.screenshot('open-file');
  });

  it('finds its commands in the palette', async () => {
    await workbench!.command('Workflow: New Workflow');
  });
});
