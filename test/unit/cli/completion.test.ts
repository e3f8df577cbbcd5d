/** What a shell offers, asked of the shells that this machine has. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { commands } from '../../../src/cli/commands.ts';
import { buildFirst, Workplace } from '../../support/cli/cli.ts';

describe('ipa-workflow completion', function () {
  this.timeout(20_000);

  let place: Workplace;
  let script = '';

  buildFirst();

  before(async () => {
    place = new Workplace();
    script = (await place.run(['completion', 'bash'])).out;
  });

  after(() => place.remove());

  /** What bash offers for the last word. `ipa-workflow list` is a stand-in that knows two executions. */
  const offered = (...words: readonly string[]): readonly string[] => {
    const asking = `ipa-workflow() { printf '01a2-x  completed  a b\\n01a3-y  failed\\n'; }
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ipa_workflow; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync('bash', ['-c', `${script}\n${asking}`, 'bash', 'ipa-workflow', ...words], {
      encoding: 'utf8',
    });
    return out.split('\n').filter((line) => line !== '');
  };

  it('offers the commands', () => {
    assert.deepEqual(offered(''), Object.keys(commands));
    assert.deepEqual(offered('si'), ['simulate']);
  });

  it('offers the options of each command', async () => {
    for (const [name, load] of Object.entries(commands)) {
      const names = Object.keys((await load()).options).map((option) => `--${option}`);
      assert.deepEqual([...offered(name, '--')].sort(), [...names, '--help'].sort(), name);
    }
  });

  it('offers the values of an option, behind a space and behind "="', () => {
    assert.deepEqual(offered('validate', 'a.yaml', '--format', ''), ['text', 'json', 'sarif']);
    assert.deepEqual(offered('validate', 'a.yaml', '--format', '=', 's'), ['sarif']);
    assert.deepEqual(offered('graph', 'a.yaml', '--format', '='), ['json', 'svg', 'mermaid']);
  });

  it('offers executions where a command takes one, and leaves files to the shell', () => {
    assert.deepEqual(offered('show', ''), ['01a2-x', '01a3-y']);
    assert.deepEqual(offered('rerun', '01a3'), ['01a3-y']);
    for (const words of [
      ['run', ''],
      ['run', 'a.yaml', '--inputs', ''],
      ['pull', ''],
      ['list', ''],
    ])
      assert.deepEqual(offered(...words), []);
  });

  for (const shell of ['bash', 'zsh', 'fish'])
    it(`prints what ${shell} can read`, async function () {
      const { code, out, err } = await place.run(['completion', shell]);
      assert.equal(code, 0);
      assert.equal(err, '');
      for (const name of Object.keys(commands)) assert.match(out, new RegExp(`\\b${name}\\b`));
      if (spawnSync(shell, ['--version']).error) return this.skip();
      const file = path.join(place.folder, `completion.${shell}`);
      writeFileSync(file, out);
      execFileSync(shell, ['-n', file], { stdio: 'pipe' });
    });

  it('offers the same in fish', async function () {
    // This machine has no fish: what follows is skipped.
    if (spawnSync('fish', ['--version']).error) return this.skip();
    const file = path.join(place.folder, 'offered.fish');
    writeFileSync(file, (await place.run(['completion', 'fish'])).out);
    const inFish = (line: string): readonly string[] => {
      const asking = `source ${file}; function ipa-workflow; printf '01a2-x  completed  a b\\n01a3-y  failed\\n'; end; complete -C "${line}"`;
      const lines = execFileSync('fish', ['-N', '-c', asking], { encoding: 'utf8', cwd: place.folder }).split('\n');
      return lines.filter((each) => each !== '').map((each) => each.split('\t')[0] ?? '');
    };
    assert.deepEqual(inFish('ipa-workflow si'), ['simulate']);
    assert.deepEqual([...inFish('ipa-workflow graph a.yaml --format ')].sort(), ['json', 'mermaid', 'svg']);
    assert.deepEqual(inFish('ipa-workflow show '), ['01a2-x', '01a3-y']);
  });

  it('names the shells that it knows', async () => {
    const { code, err } = await place.run(['completion', 'tcsh']);
    assert.equal(code, 2);
    assert.match(err, /There is no completion for "tcsh", only for: bash, zsh, fish/);
  });
});
