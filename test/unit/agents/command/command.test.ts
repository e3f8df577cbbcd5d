import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRunner } from '../../../../src/agents/command/chunk.ts';
import { codeWithValues } from '../../../../src/agents/command/codeText.ts';
import { environmentLines } from '../../../../src/agents/childEnvironment.ts';
import { digestOf } from '../../../../src/agents/consent.ts';
import type { JsonObject, JsonValue } from '../../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest } from '../../../../src/engine/ports.ts';
import { Asked } from '../../../support/agents/programs.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

const node = process.execPath;
/** Prints its arguments as JSON. */
const echo = 'process.stdout.write(JSON.stringify(process.argv.slice(2)))';

describe('command: the runner', function () {
  this.timeout(20_000);

  let folder: string;
  let asked: Asked;
  let allowShell: boolean;
  let interpreter: ((folder: string) => Promise<string | undefined>) | undefined;
  const runner = createRunner(() => ({
    allowShell,
    consent: asked,
    workspaceFolders: [],
    ...(interpreter && { interpreter }),
  }));
  const ask = (settings: JsonObject, more: Partial<AgentRequest> = {}): Promise<AgentOutcome> =>
    runner.run(agentRequest(settings, { baseDirectory: folder, ...more }));
  const says = async (settings: JsonObject, more: Partial<AgentRequest> = {}): Promise<string> => {
    const { kind, message, retryable } = errorOf(await ask(settings, more));
    assert.equal(retryable, false);
    return `${kind}: ${message}`;
  };
  const js = (code: string): JsonValue[] => [node, '-e', code];

  beforeEach(() => {
    folder = realpathSync(temporaryFolder());
    asked = new Asked();
    allowShell = false;
    interpreter = undefined;
    writeFileSync(join(folder, 'echo.mjs'), echo);
  });
  afterEach(removeFolders);

  it('gives standard output as text, as lines or as a JSON value', async () => {
    const run = js('console.log("[1,"); console.log("2]")');
    assert.equal(outputOf(await ask({ run })), '[1,\n2]\n');
    assert.deepEqual(outputOf(await ask({ run, parse: 'lines' })), ['[1,', '2]']);
    assert.deepEqual(outputOf(await ask({ run, parse: 'json' })), [1, 2]);
    assert.match(await says({ run: js('console.log("[1,")'), parse: 'json' }), /^script: The output is not JSON/);
    assert.match(await says({ run, parse: 'xml' }), /^settings: "parse" is one of: json, text, lines\.$/);
  });

  it('hands what the node receives to standard input, or what `stdin` says: a text as it is, the rest as JSON', async () => {
    const run = js('process.stdin.pipe(process.stdout)');
    assert.equal(outputOf(await ask({ run }, { input: { a: ['b'] } })), '{"a":["b"]}');
    assert.equal(outputOf(await ask({ run }, { input: 'text' })), '"text"');
    assert.equal(outputOf(await ask({ run, stdin: 'text' }, { input: 'text' })), 'text');
    assert.equal(outputOf(await ask({ run, stdin: [1] })), '[1]');
    assert.equal(outputOf(await ask({ run, stdin: null })), 'null');
  });

  it('lines of standard error are lines of the log', async () => {
    const lines: string[] = [];
    const log = (level: string, message: string): void => {
      lines.push(`${level} ${message}`);
    };
    outputOf(await ask({ run: js('console.error("one\\r\\ntwo\\n\\nthree"); process.stderr.write("four")') }, { log }));
    assert.deepEqual(lines, ['info one', 'info two', 'info three', 'info four']);
  });

  it('the environment is what finds programs, what the workflow adds, and who asks', async () => {
    process.env['IPA_TEST_CANARY'] = 'canary';
    const output = outputOf(
      await ask({
        run: js('console.log(JSON.stringify(process.env))'),
        parse: 'json',
        env: { NAME: 'value', COUNT: 3, ON: true, NONE: null },
      }),
    ) as JsonObject;
    delete process.env['IPA_TEST_CANARY'];
    const { NAME, COUNT, ON, NONE, PATH, IPA_ATTEMPT, IPA_IDEMPOTENCY_KEY } = output;
    assert.deepEqual([NAME, COUNT, ON, NONE, PATH], ['value', '3', 'true', undefined, process.env['PATH']]);
    assert.deepEqual([IPA_ATTEMPT, IPA_IDEMPOTENCY_KEY], ['1', 'e/n']);
    const known = /^(NAME|COUNT|ON|PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|IPA_[A-Z_]+|__CF_\w+)$/;
    if (process.platform !== 'win32')
      assert.deepEqual(
        Object.keys(output).filter((name) => !known.test(name)),
        [],
      );
  });

  it('mistakes in its settings are said before anything is asked or started', async () => {
    const wrong: Readonly<Record<string, JsonObject>> = {
      'The setting "run" is missing.': {},
      'Only one of "run" and "shell" can be given.': { run: ['a'], shell: 'a' },
      '"run" must be a list: the program, then its arguments, one item each.': { run: 'git log' },
      'Item 2 of "run" must be a text. A list or a map goes to the program as "stdin".': { run: ['a', { b: 1 }] },
      'Item 2 of "run" must not hold a NUL character.': { run: ['a', 'b\0c'] },
      'The first item of "run" is the program, and it is empty.': { run: [' '] },
      '"env" must be a map of names to texts.': { run: ['a'], env: ['b'] },
      '"A=B" cannot be the name of an environment variable.': { run: ['a'], env: { 'A=B': 'c' } },
      'The environment variable "A" must not hold a NUL character.': { run: ['a'], env: { A: '\0' } },
    };
    for (const [message, settings] of Object.entries(wrong)) assert.equal(await says(settings), `settings: ${message}`);
    assert.match(
      await says({ shell: 'echo 1' }),
      /^settings: Shell texts are off\. .*ipaWorkflow\.commands\.allowShell/,
    );
    assert.equal(asked.requests.length, 0);
    assert.match(await says({ run: ['no-such-program'] }), /^settings: There is no program "no-such-program"\./);
    assert.match(await says({ run: [folder] }), /^settings: ".*" must not be executed/);
  });

  it('a shell text is executed where the user allows it, and holds no values', async () => {
    allowShell = true;
    assert.deepEqual(outputOf(await ask({ shell: 'echo one && echo two', parse: 'lines' })), ['one', 'two']);
    assert.equal(asked.requests[0]?.kind, 'shell');
    const filled = { shell: 'echo 1; touch X' };
    const writtenSettings = { shell: 'echo ${{ inputs.text }}' };
    assert.match(await says(filled, { writtenSettings }), /^settings: A shell text must not hold \$\{\{ \}\}/);
    assert.equal(existsSync(join(folder, 'X')), false);
  });

  describe('threat T5', () => {
    const hostile = [
      '$(touch X)',
      '; touch X',
      '`touch X`',
      '%PATH%',
      'a\nb; touch X',
      '--flag',
      '| touch X',
      '&& touch X',
      '"; touch X; "',
      "'",
    ];

    for (const text of hostile)
      it(`an input is only a text to the program: ${JSON.stringify(text)}`, async () => {
        const writtenSettings = { run: [node, 'echo.mjs', '${{ inputs.text }}'] };
        const settings = { run: [node, 'echo.mjs', text], env: { TEXT: text }, stdin: text, parse: 'json' };
        assert.deepEqual(outputOf(await ask(settings, { writtenSettings })), [text]);
        assert.deepEqual(readdirSync(folder), ['echo.mjs']);
      });

    it('an input that holds a NUL reaches no program', async () => {
      for (const settings of [{ run: [node, 'echo.mjs', 'a\0b'] }, { run: [node, 'echo.mjs'], env: { TEXT: 'a\0b' } }])
        assert.match(await says(settings), /^settings: .*must not hold a NUL character\.$/);
      assert.deepEqual(asked.requests, []);
    });

    const code: Readonly<Record<string, readonly JsonValue[]>> = {
      'sh -c': ['sh', '-c', 'echo $(touch X)'],
      '/bin/bash -ec': ['/bin/bash', '-ec', 'touch X'],
      'env sh -c': ['env', 'sh', '-o', 'pipefail', '-c', 'touch X'],
      'node --eval=': ['node', '--eval=code'],
      'python3 -c': ['python3', '-W', 'ignore', '-c', 'code'],
      'cmd /c': ['cmd.exe', '/d', '/c', 'echo', '& touch X'],
      'pwsh -Command': ['pwsh', '-NoProfile', '-ExecutionPolicy', 'Bypass', '-Command', 'x', 'code'],
      'perl -ne': ['perl', '-ne', 'code'],
      'python3 -cCODE': ['python3', '-I', '-cprint(1)'],
      'ruby -eCODE': ['ruby', '-rset', '-ep(1)'],
      'perl -e -e': ['perl', '-Imodules', '-e', 'print', '-e', 'code'],
      'php -rCODE': ['php', '-d', 'a=b', '-recho(1);'],
      'node --import data:': ['node', '--import', 'data:text/javascript,code'],
      awk: ['awk', '-F', ':', 'BEGIN { system("touch X") }'],
      'gawk, a pattern': ['gawk', '/x/ { system("touch X") }'],
      'su -c': ['su', 'me', '-c', 'touch X'],
      'env -S': ['env', '-S', 'sh -c x'],
    };
    for (const [name, run] of Object.entries(code))
      it(`no value becomes code: ${name}`, async () => {
        const written = [...run.slice(0, -1), '${{ inputs.text }}'];
        assert.match(
          await says({ run: [...run] }, { writtenSettings: { run: written } }),
          /^settings: What "\S+ \S+" executes must not hold \$\{\{ \}\}\. Hand the value over/,
        );
        assert.match(await says({ run: [...run] }, { writtenSettings: { run: '${{ inputs.run }}' } }), /must not hold/);
        assert.deepEqual([asked.requests, existsSync(join(folder, 'X'))], [[], false]);
      });

    for (const run of [
      ['awk', '-f', 'a.awk', 'value'],
      ['awk', '-v', 'name=value', 'BEGIN {}', 'value'],
      ['python3', '-cprint(1)', 'value'],
      ['perl', '-e', 'print', 'value'],
    ])
      it(`nor are values that come behind code: ${run.join(' ')}`, () => {
        const isWritten = (item: string): string => (item.includes('value') ? '${{ inputs.text }}' : item);
        assert.equal(codeWithValues(run, run.map(isWritten)), undefined);
      });

    it('arguments of a script are no code', async () => {
      const run = [node, 'echo.mjs', '-e', 'text'];
      const writtenSettings = { run: [node, 'echo.mjs', '-e', '${{ inputs.text }}'] };
      assert.equal(outputOf(await ask({ run }, { writtenSettings })), '["-e","text"]');
    });

    it('starts nothing without consent, which is asked with what the file says', async () => {
      asked.refuse('No.');
      const settings = { run: [node, 'made.mjs', 'secret value'], env: { B: 'b', A: 'a', PATH: '/bin' } };
      const writtenSettings = { ...settings, run: ['node', 'made.mjs', '${{ inputs.text }}', 'a b'] };
      writeFileSync(join(folder, 'made.mjs'), 'require("fs").writeFileSync("X", "")');
      assert.equal(await says(settings, { writtenSettings }), 'consent: No.');
      assert.deepEqual(asked.requests, [
        {
          kind: 'command',
          nodeId: 'n',
          lines: [
            'node made.mjs "${{ inputs.text }}" "a b"',
            `Program: ${node}`,
            `Folder: ${folder}`,
            'Environment: A, B',
            'Environment: PATH="/bin"',
          ],
          workspace: folder,
          executionId: 'e',
        },
      ]);
      assert.deepEqual(readdirSync(folder).sort(), ['echo.mjs', 'made.mjs']);
    });

    it('another list, folder or environment name asks again; another value of an input or a variable does not', async () => {
      mkdirSync(join(folder, 'sub'));
      const run = [node, '../echo.mjs', 'one'];
      const first = { run: [node, 'echo.mjs', '${{ inputs.text }}'], env: { A: '1' } };
      const variants: readonly [JsonObject, JsonObject][] = [
        [{ run: [node, 'echo.mjs', 'one'], env: { A: '1' } }, first],
        [{ run: [node, 'echo.mjs', 'two'], env: { A: '2' } }, first],
        [
          { run: [node, 'echo.mjs', 'one'], env: { A: '1' } },
          { ...first, run: [node, 'echo.mjs', 'one'] },
        ],
        [
          { run, cwd: 'sub', env: { A: '1' } },
          { ...first, run, cwd: 'sub' },
        ],
        [{ run: [node, 'echo.mjs', 'one'], env: { B: '1' } }, first],
        [{ run: [node, 'echo.mjs', 'one'], env: { NODE_OPTIONS: '--no-warnings' } }, first],
        [{ run: [node, 'echo.mjs', 'one'], env: { NODE_OPTIONS: '--no-deprecation' } }, first],
      ];
      for (const [settings, writtenSettings] of variants) outputOf(await ask(settings, { writtenSettings }));
      const digests = asked.requests.map(digestOf);
      assert.equal(digests[0], digests[1]);
      assert.equal(new Set(digests).size, variants.length - 1);
    });

    it('what a variable holds that decides what runs is asked about; what may be a token is not shown', () => {
      for (const name of [
        'HOME',
        'PYTHONBREAKPOINT',
        'DOTNET_STARTUP_HOOKS',
        'npm_config_script_shell',
        'GIT_SSH_COMMAND',
      ])
        assert.deepEqual(environmentLines({ [name]: 'x' }), [`Environment: ${name}="x"`]);
      for (const name of ['GIT_TOKEN', 'TOKEN', 'PYTHON_PASSWORD'])
        assert.deepEqual(environmentLines({ [name]: 'x' }), [`Environment: ${name}`]);
    });

    it('a value that looks like an option is told of, unless what it is is clear', async () => {
      const lines: string[] = [];
      const log = (level: string, message: string): void => {
        lines.push(`${level}: ${message}`);
      };
      const value = '${{ inputs.text }}';
      const written: readonly JsonValue[][] = [[value], ['--', value], [`--name=${value}`], ['--literal']];
      for (const list of written) {
        const items = list.map((item) => (item === value ? '--flag' : item));
        const writtenSettings = { run: [node, 'echo.mjs', ...list] };
        assert.deepEqual(
          outputOf(await ask({ run: [node, 'echo.mjs', ...items], parse: 'json' }, { log, writtenSettings })),
          items,
        );
      }
      assert.deepEqual(lines, [
        `warning: Item 3 of "run" is a value that begins with "-": "${node}" may take it for an option.`,
      ]);
    });

    it('threat T8: no secret is an argument, where other programs could read it', async () => {
      const holdsSecret = (text: string): boolean => text.includes('canary');
      assert.match(
        await says({ run: [node, 'echo.mjs', '--token=canary'] }, { holdsSecret }),
        /^settings: Item 3 of "run" holds a secret, .*"env" or as "stdin"\.$/,
      );
      const settings = { run: js('console.log(process.env.TOKEN)'), env: { TOKEN: 'canary' }, stdin: 'canary' };
      assert.equal(outputOf(await ask(settings, { holdsSecret })), 'canary\n');
      assert.doesNotMatch(JSON.stringify(asked.requests), /canary/);
    });

    it('of a list that an expression gives, one consents to what it is', async () => {
      const writtenSettings = { run: '${{ inputs.run }}' };
      outputOf(await ask({ run: [node, 'echo.mjs', 'a b'] }, { writtenSettings }));
      assert.equal(asked.requests[0]?.lines[0], `${node} echo.mjs "a b"`);
    });
  });

  describe('threat T10', () => {
    it('the working folder stays inside the workspace', async () => {
      mkdirSync(join(folder, 'sub'));
      const run = js('console.log(process.cwd())');
      assert.equal(outputOf(await ask({ run, cwd: 'sub' })), `${join(folder, 'sub')}\n`);
      symlinkSync(temporaryFolder(), join(folder, 'out'));
      for (const cwd of ['..', '/', 'out', 'sub/../..', 'C:\\', 'file:///tmp'])
        assert.match(await says({ run, cwd }), /^settings: ".*" (lies outside|is not a path inside)/);
      assert.match(await says({ run, cwd: 'none' }), /^settings: The folder ".*none" is not there\.$/);
    });

    it('a link that is put in the folder’s place while one is asked is not followed', async () => {
      mkdirSync(join(folder, 'sub'));
      const { length } = asked.requests;
      asked.ask = (request) => {
        asked.requests.push(request);
        renameSync(join(folder, 'sub'), join(folder, 'was'));
        symlinkSync(temporaryFolder(), join(folder, 'sub'));
        return Promise.resolve(asked.answer);
      };
      assert.match(await says({ run: js('1'), cwd: 'sub' }), /^settings: The folder ".*sub" is not there\.$/);
      assert.equal(asked.requests.length, length + 1);
    });
  });

  it('takes the interpreter that was chosen for `python`, and shows it', async () => {
    interpreter = () => Promise.resolve(node);
    for (const program of ['python', 'python3'])
      assert.equal(outputOf(await ask({ run: [program, 'echo.mjs', '1'] })), '["1"]');
    assert.deepEqual(asked.requests[0]?.lines.slice(0, 2), ['python echo.mjs 1', `Interpreter: ${node}`]);
    interpreter = () => Promise.resolve(undefined);
    const outcome = await ask({ run: ['python3', '-c', 'print(1)'] });
    if (outcome.kind === 'succeeded') assert.equal(outputOf(outcome), '1\n');
    assert.equal(asked.requests[2]?.lines.length, 2);
  });
});
