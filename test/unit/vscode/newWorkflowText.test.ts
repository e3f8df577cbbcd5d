import assert from 'node:assert/strict';
import { analyse } from '../../../src/model/project.ts';
import { fileNameOf, firstPlace, newWorkflowText } from '../../../src/vscode/commands/newWorkflowText.ts';

describe('a new workflow', () => {
  for (const name of ['my_workflow', 'Bestellung prüfen', '訂單', 'true', 'a: "b" # c', '- x', '"', '\\', '@', '1e3'])
    it(`has no mistake and the name ${name}`, () => {
      const text = newWorkflowText(name);
      const { diagnostics, definition, executable } = analyse(text);
      assert.deepEqual(diagnostics, []);
      assert.equal(definition.name, name);
      assert(executable);
      assert(text.includes(firstPlace));
    });

  it('has a file name made of its name', () => {
    assert.equal(fileNameOf('my_workflow'), 'my_workflow');
    assert.equal(fileNameOf('Bestellung prüfen!'), 'Bestellung_prüfen');
    assert.equal(fileNameOf('訂單'), '訂單');
    assert.equal(fileNameOf('orders.workflow.yaml'), 'orders');
    assert.equal(fileNameOf('../../etc/passwd'), 'etc_passwd');
    assert.equal(fileNameOf('C:\\x'), 'C_x');
    assert.equal(fileNameOf(' ... '), '');
    assert.equal(fileNameOf('x'.repeat(300)).length, 80);
  });
});
