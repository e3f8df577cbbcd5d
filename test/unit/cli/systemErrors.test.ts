import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { buildFirst, Workplace } from '../../support/cli/cli.ts';
import { branches } from '../../support/cli/workflows.ts';

describe('what the system refuses', () => {
  let place: Workplace;
  let store: string;

  buildFirst();

  before(() => {
    place = new Workplace();
    place.write('branches.workflow.yaml', branches);
    store = path.join(place.folder, 'store');
    mkdirSync(store);
    place.write('store/executions', 'A file where a folder belongs.');
  });

  after(() => place.remove());

  const refused: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [['list'], /^ipa-workflow: ENO\w+: [^\n]+, scandir '[^']+'\n$/],
    [['run', 'branches.workflow.yaml'], /^ipa-workflow: The execution cannot be stored: ENO\w+: [^\n]+\n$/],
  ];
  for (const [args, message] of refused)
    it(`is told by ${args[0] ?? ''} in one line, without the program's own places`, async () => {
      const { code, out, err } = await place.run([...args, '--store', store]);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, message);
    });
});
