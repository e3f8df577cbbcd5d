import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { buildFirst, Workplace } from '../../support/cli/cli.ts';
import { mistaken, slow } from '../../support/cli/workflows.ts';
import { containing } from '../model/subworkflows/workflows.ts';

describe('ipa-workflow validate', () => {
  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
    place.write('good.workflow.yaml', slow);
    place.write('bad.workflow.yaml', mistaken);
    place.write('misspelt.workflow.yaml', slow.replace('type: start }', 'type: strat }'));
  });

  after(() => place.remove());

  it('shows each mistake with its line and a squiggle under it', async () => {
    const { code, out, err } = await place.run(['validate', 'bad.workflow.yaml']);
    assert.equal(
      out,
      `bad.workflow.yaml:6:44 error There is no agent "wroker". Did you mean "worker"? [unknown-agent]
  6 |   - { id: one, type: agent_task, agent_id: wroker }
    |                                            ~~~~~~

bad.workflow.yaml:10:28 error There is no node "edn". Did you mean "end"? [unknown-node]
  10 |   - { source: one, target: edn }
     |                            ~~~

`,
    );
    assert.equal(err, 'Errors: 2, warnings: 0. Files checked: 1\n');
    assert.equal(code, 1);
  });

  it('counts columns of a terminal, where a sign takes two', async () => {
    place.write('wide.workflow.yaml', mistaken.replace('id: one,', 'id: one, name: 資料庫,'));
    const { out } = await place.run(['validate', 'wide.workflow.yaml']);
    const [, line = '', squiggle = ''] = out.split('\n');
    const columns = (text: string): number => text.length + (text.match(/[\u3000-\u9fff]/g)?.length ?? 0);
    assert.equal(squiggle.indexOf('~'), columns(line.slice(0, line.indexOf('wroker'))));
  });

  it('is silent on standard output about a file without mistakes', async () => {
    const { code, out, err } = await place.run(['validate', 'good.workflow.yaml']);
    assert.deepEqual([code, out, err], [0, '', 'No mistakes. Files checked: 1\n']);
  });

  it('prints JSON as spec/cli.md has it, in the order of its arguments', async () => {
    const files = ['good.workflow.yaml', 'bad.workflow.yaml', 'misspelt.workflow.yaml'];
    const { code, out } = await place.run(['validate', '--format', 'json', ...files]);
    const result = JSON.parse(out) as { file: string; diagnostics: { code: string; severity: string }[] }[];
    assert.deepEqual(
      result.map(({ file }) => file),
      files,
    );
    assert.deepEqual(result[0], { file: 'good.workflow.yaml', diagnostics: [] });
    assert.deepEqual(result[1]?.diagnostics[0], {
      code: 'unknown-agent',
      severity: 'error',
      message: 'There is no agent "wroker". Did you mean "worker"?',
      range: { start: { line: 5, character: 43 }, end: { line: 5, character: 49 } },
      nodes: ['one'],
      related: [],
    });
    assert.deepEqual(
      result.map(({ diagnostics }) => diagnostics.map((one) => one.code)),
      [[], ['unknown-agent', 'unknown-node'], ['missing-start', 'invalid-value']],
    );
    assert.equal(code, 1);
    const turned = await place.run(['validate', '--format=json', ...files.toReversed()]);
    assert.deepEqual(JSON.parse(turned.out), result.toReversed());
  });

  it('names all nodes of a cycle and where they are', async () => {
    place.write('cycle.workflow.yaml', slow.replace('edges:', 'edges:\n  - { source: lasting, target: quick }'));
    const { out } = await place.run(['validate', '--format', 'json', 'cycle.workflow.yaml']);
    const [file] = JSON.parse(out) as {
      diagnostics: { code: string; nodes: string[]; related: { message: string; range: object }[] }[];
    }[];
    const cycle = file?.diagnostics.find(({ code }) => code === 'cycle');
    assert.deepEqual(cycle?.nodes, ['quick', 'lasting']);
    assert(cycle.related.length > 0);
    for (const { message, range } of cycle.related)
      assert.deepEqual([typeof message, 'start' in range], ['string', true]);
  });

  it('looks into the files of subworkflows, and names places in them', async () => {
    place.write('sub/good.workflow.yaml', slow);
    place.write('sub/bad.workflow.yaml', mistaken);
    const text = containing('sub/good.workflow.yaml', 'sub/bad.workflow.yaml', 'none.yaml', '../out.yaml');
    place.write('outer/main.workflow.yaml', text.replaceAll('sub/', '../sub/').replace('../out', '../../out'));
    const { out } = await place.run(['validate', 'outer/main.workflow.yaml']);
    const lines = out.split('\n').filter((line) => / (?:error|no agent) /.test(line));
    assert.deepEqual(lines, [
      'outer/main.workflow.yaml:5:53 error There are 2 mistakes in "../sub/bad.workflow.yaml". Mend them first. [invalid-value]',
      '    sub/bad.workflow.yaml:6:44 There is no agent "wroker". Did you mean "worker"?',
      'outer/main.workflow.yaml:6:53 error There is no file "none.yaml". The path counts from the folder of this file. [invalid-value]',
      'outer/main.workflow.yaml:7:53 error "../../out.yaml" lies outside of the workspace folder, so it is not read. [invalid-value]',
    ]);
    const log = await place.run(['validate', '--format', 'sarif', 'outer/main.workflow.yaml']);
    const uris = [...log.out.matchAll(/"uri": "([^"]*)"/g)].map(([, uri]) => uri);
    assert.deepEqual([...new Set(uris)], ['outer/main.workflow.yaml', 'sub/bad.workflow.yaml']);
  });

  it('finds nothing to say about a workflow whose subworkflows are fine', async () => {
    place.write('sub/good.workflow.yaml', slow);
    place.write('main.workflow.yaml', containing('sub/good.workflow.yaml'));
    const { code, out, err } = await place.run(['validate', 'main.workflow.yaml']);
    assert.deepEqual([code, out, err], [0, '', 'No mistakes. Files checked: 1\n']);
    place.write('main.workflow.yaml', containing('main.workflow.yaml'));
    assert.match((await place.run(['validate', 'main.workflow.yaml'])).out, / contains itself, .* \[cycle\]/);
  });

  it('prints SARIF 2.1.0, places counted from 1', async () => {
    const { code, out } = await place.run(['validate', '--format', 'sarif', 'bad.workflow.yaml', 'good.workflow.yaml']);
    const log = JSON.parse(out) as {
      version: string;
      runs: { tool: object; results: object[]; artifacts: object[] }[];
    };
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    assert.deepEqual(run?.artifacts, [
      { location: { uri: 'bad.workflow.yaml' } },
      { location: { uri: 'good.workflow.yaml' } },
    ]);
    assert.equal(run.results.length, 2);
    assert.deepEqual(run.results[0], {
      ruleId: 'unknown-agent',
      level: 'error',
      message: { text: 'There is no agent "wroker". Did you mean "worker"?' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'bad.workflow.yaml' },
            region: { startLine: 6, startColumn: 44, endLine: 6, endColumn: 50 },
          },
        },
      ],
    });
    assert.equal(code, 1);
  });

  it('names an absolute path as a file address in SARIF', async () => {
    const file = place.write('a b/good.workflow.yaml', slow);
    const { out } = await place.run(['validate', '--format', 'sarif', file, 'a b/good.workflow.yaml']);
    const log = JSON.parse(out) as { runs: { artifacts: { location: { uri: string } }[] }[] };
    const uris = log.runs[0]?.artifacts.map(({ location }) => location.uri);
    assert.deepEqual(uris, [pathToFileURL(file).href, 'a%20b/good.workflow.yaml']);
  });

  it('takes a limit for warnings', async () => {
    const args = ['validate', 'good.workflow.yaml', '--max-warnings'];
    assert.equal((await place.run([...args, '0'])).code, 0);
    const { code, err } = await place.run([...args, 'few']);
    assert.deepEqual([code, err], [2, 'ipa-workflow: The option --max-warnings wants a whole number.\n']);
  });

  it('answers for the others when a file cannot be read, and ends with 2', async () => {
    const { code, out, err } = await place.run([
      'validate',
      'nowhere.yaml',
      '.',
      'bad.workflow.yaml',
      '--format',
      'json',
    ]);
    const result = JSON.parse(out) as { file: string; diagnostics: object[] }[];
    assert.deepEqual(
      result.map(({ file, diagnostics }) => [file, diagnostics.length]),
      [
        ['nowhere.yaml', 0],
        ['.', 0],
        ['bad.workflow.yaml', 2],
      ],
    );
    assert.equal(err, 'ipa-workflow: There is no file "nowhere.yaml".\nipa-workflow: "." is a folder, not a file.\n');
    assert.equal(code, 2);
  });

  it('does not say that there are no mistakes when nothing was checked', async () => {
    const { code, out, err } = await place.run(['validate', 'nowhere.yaml', '.']);
    assert.deepEqual([code, out], [2, '']);
    assert.equal(err, 'ipa-workflow: There is no file "nowhere.yaml".\nipa-workflow: "." is a folder, not a file.\n');
    const other = await place.run(['validate', 'nowhere.yaml', 'good.workflow.yaml']);
    assert.match(other.err, /\nNo mistakes\. Files checked: 1\n$/);
  });

  for (const [name, text] of Object.entries({ nothing: '', 'only comments': '# To be written.\n' }))
    it(`says what is missing in a file with ${name}`, async () => {
      place.write('empty.workflow.yaml', text);
      const { code, out, err } = await place.run(['validate', 'empty.workflow.yaml']);
      assert.equal(code, 1);
      for (const key of ['name', 'nodes', 'edges'])
        assert.match(
          out,
          new RegExp(`^empty\\.workflow\\.yaml:1:1 error The workflow needs the key "${key}"\\. `, 'm'),
        );
      assert.equal(err, 'Errors: 3, warnings: 0. Files checked: 1\n');
      const json = await place.run(['validate', 'empty.workflow.yaml', '--format', 'json']);
      const [file] = JSON.parse(json.out) as { diagnostics: { code: string; range: object }[] }[];
      const start = { line: 0, character: 0 };
      assert.equal(json.code, 1);
      assert.deepEqual(
        file?.diagnostics.map(({ code: key, range }) => [key, range]),
        Array.from({ length: 3 }, () => ['missing-key', { start, end: start }]),
      );
      const log = await place.run(['validate', 'empty.workflow.yaml', '--format', 'sarif']);
      assert.deepEqual([log.code, log.out.match(/"ruleId": "missing-key"/g)?.length], [1, 3]);
    });

  it('stops reading past the limit for texts (threat T13)', async () => {
    place.write('large.workflow.yaml', '# comment\n'.repeat(2_700_000));
    const large = await place.run(['validate', 'large.workflow.yaml']);
    const limit = 'The file is larger than 8388608 characters. Split it, or raise the setting ipaWorkflow.limits.size.';
    assert.match(large.out, new RegExp(`^large\\.workflow\\.yaml:1:1 error ${limit} \\[limit-exceeded\\]\n`));
    assert.deepEqual([large.code, large.err], [1, 'Errors: 1, warnings: 0. Files checked: 1\n']);
    if (process.platform === 'win32') return;
    const endless = await place.run(['validate', '/dev/zero']);
    assert.match(endless.out, /^\/dev\/zero:1:1 error .*\n\n$/);
    assert.deepEqual([endless.code, endless.err], [1, 'Errors: 1, warnings: 0. Files checked: 1\n']);
  }).timeout(20_000);

  it('shows no line that is too long to be read', async () => {
    place.write('long.workflow.yaml', mistaken.replace('wroker', `wroker, description: ${'x'.repeat(2000)}`));
    const { out } = await place.run(['validate', 'long.workflow.yaml']);
    assert.match(out, /^long\.workflow\.yaml:6:44 error .* \[unknown-agent\]\n\n/m);
    assert.match(out, /^ {2}10 \| /m);
  });

  it('says nothing that acts on a terminal', async () => {
    place.write('hostile.workflow.yaml', mistaken.replace('wroker', '"\\e[2J\\u202e"'));
    for (const format of ['text', 'json', 'sarif']) {
      const { out, err } = await place.run(['validate', '--format', format, 'hostile.workflow.yaml']);
      assert.match(out, /u001b\[2J/);
      for (const acting of ['\u001b', '\u202e']) assert(!(out + err).includes(acting), format);
    }
  });
});
