import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { buildFirst, Workplace } from '../../support/cli/cli.ts';

const commands = [
  ...[
    'validate',
    'run',
    'simulate',
    'list',
    'show',
    'resume',
    'cancel',
    'retry',
    'rerun',
    'approve',
    'graph',
    'sample',
    'serve',
    'completion',
    'test',
  ],
];

describe('ipa-workflow', () => {
  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
  });

  after(() => place.remove());

  it('lists its commands', async () => {
    const { code, out, err } = await place.run(['--help']);
    assert.equal(code, 0);
    assert.equal(err, '');
    for (const command of commands) assert.match(out, new RegExp(`^  ${command} +\\S`, 'm'));
  });

  it('asks for a command on standard error', async () => {
    const { code, out, err } = await place.run([]);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /^Usage: ipa-workflow COMMAND/);
  });

  it('has help for every command', async function () {
    this.timeout(60_000);
    for (const command of commands) {
      const { code, out } = await place.run([command, '--help']);
      assert.equal(code, 0);
      assert.match(out, new RegExp(`^Usage: ipa-workflow ${command} `));
      const examples = (/^Examples:\n((?: {2}.*\n)+)/m.exec(out)?.[1] ?? '').split('\n').filter((line) => line !== '');
      assert(examples.length > 0, command);
      for (const example of examples) {
        assert.match(example, new RegExp(`ipa-workflow ${command}\\b`));
        for (const [option] of example.matchAll(/ --?[a-z][a-z-]*/g))
          assert.match(out, new RegExp(`^  .*${option.trim()}\\b.*  `, 'm'));
      }
      const format = ['serve', 'completion'].includes(command) ? [] : ['--format', 'json'];
      assert.equal((await place.run([command, 'a', ...format, '-h'])).out, out);
    }
  });

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    assert.equal((await place.run(['--version'])).out, `${version}\n`);
  });

  const mistakes: readonly (readonly [readonly string[], string])[] = [
    [['validat', 'x'], 'There is no command "validat". Did you mean "validate"?'],
    [['test', 'nowhere'], 'There is no test here. Tests are files that end in .workflow.test.yaml.'],
    [['validate', 'x', '--fromat', 'json'], 'There is no option --fromat. Did you mean --format?'],
    [['run', 'x', '--moks', 'y'], 'There is no option --moks. Did you mean --mocks?'],
    [['run', 'x', '--wholly-other'], 'There is no option --wholly-other.'],
    [['validate', 'x', '--format', 'xml'], 'The option --format takes one of: text, json, sarif. Not "xml".'],
    [['validate', 'x', '--format'], 'The option --format wants a value: text|json|sarif'],
    [['list', '--store', 'a', '--store', 'b'], 'The option --store is given twice.'],
    [['run', 'x', '--allow-commands=yes'], 'The option --allow-commands takes no value.'],
    [['validate'], 'FILE… is missing.'],
    [['show', 'a', 'b'], '"b" is one too many.'],
    [['rerun', 'x'], '--from NODE is missing.'],
    [['approve', 'x'], 'ID NODE is missing.'],
    [['cancel', 'x', '--mock', 'y'], 'There is no option --mock. Did you mean --mocks?'],
    [['simulate', 'x', '--seed', 'one'], 'The option --seed wants a whole number.'],
    [
      ['run', 'x', '--mocks', '--format', 'json'],
      'The option --mocks wants a value: FILE. If "--format" is the value, write --mocks=--format.',
    ],
    [['run', 'x', '-i', '-h'], 'The option -i wants a value: name=value. If "-h" is the value, write -i-h.'],
    [['run', 'x', '--inputs', '-'], 'There is no file "x".'],
    [['approve', 'x', 'y', '--comment', '-1'], 'There is no execution "x".'],
    [['approve', 'x', 'y', '--comment=--no'], 'There is no execution "x".'],
  ];
  for (const [args, message] of mistakes)
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, out, err } = await place.run(args);
      assert.deepEqual([code, out, err.split('\n')[0]], [2, '', `ipa-workflow: ${message}`]);
    });

  it('speaks the reader’s language', async () => {
    const { err } = await place.run(['tst'], { env: { LANG: 'zh_TW.UTF-8' } });
    assert.doesNotMatch(err, /There is no/);
    assert.match(err, /「test」/);
  });
});
