/** What a `command` is to start, read from its settings; every mistake is a failure for people. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { AgentRequest } from '../../engine/ports.ts';
import { readEnvironment } from '../childEnvironment.ts';
import type { RunnerOptions } from '../runners.ts';
import { workspacePath } from '../workspacePath.ts';
import { asText, codeWithValues } from './codeText.ts';

export type Parse = 'json' | 'text' | 'lines';

export interface Plan {
  /** Program and arguments, or one text for the system's shell. */
  readonly start: { readonly run: readonly [string, ...string[]] } | { readonly shell: string };
  /** Real path, inside the workspace. */
  readonly cwd: string;
  /** What the workflow adds. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly parse: Parse;
}

type Options = Pick<RunnerOptions, 'allowShell' | 'workspaceFolders'>;

export function readPlan(request: AgentRequest, options: Options): Result<Plan, string> {
  const { settings, baseDirectory } = request;
  const start = readStart(request, options);
  if (!start.ok) return start;
  const written = settings['cwd'] ?? '.';
  if (typeof written !== 'string') return err(t('"{0}" must be a text.', 'cwd'));
  const cwd = workspacePath(written, { baseDirectory, workspaceFolders: options.workspaceFolders });
  if (!cwd.ok) return cwd;
  const env = readEnvironment(settings['env']);
  if (!env.ok) return env;
  const parse = settings['parse'] ?? 'text';
  if (parse !== 'json' && parse !== 'text' && parse !== 'lines')
    return err(t('"{0}" is one of: {1}.', 'parse', 'json, text, lines'));
  const stdin = stdinOf(settings, request.input);
  return ok({ start: start.value, cwd: cwd.value, env: env.value, stdin, parse });
}

function readStart(request: AgentRequest, { allowShell }: Options): Result<Plan['start'], string> {
  const { settings, writtenSettings } = request;
  const { run, shell } = settings;
  if (run !== undefined && shell !== undefined)
    return err(t('Only one of "{0}" and "{1}" can be given.', 'run', 'shell'));
  if (shell !== undefined) return readShell(shell, writtenSettings['shell'], allowShell);
  if (run === undefined) return err(t('The setting "{0}" is missing.', 'run'));
  if (!Array.isArray(run)) return err(t('"run" must be a list: the program, then its arguments, one item each.'));
  return readRun(run, writtenSettings['run'], request);
}

function readShell(
  shell: JsonValue,
  written: JsonValue | undefined,
  allowShell: boolean,
): Result<Plan['start'], string> {
  if (typeof shell !== 'string' || shell.trim() === '') return err(t('"{0}" must be a text.', 'shell'));
  if (!allowShell)
    return err(
      t(
        'Shell texts are off. Write "run" with a list of program and arguments; or allow them in VS Code, in the setting ipaWorkflow.commands.allowShell.',
      ),
    );
  if (shell !== written)
    return err(t('A shell text must not hold ${{ }}. Hand the value over in "env", and use it as "$NAME".'));
  if (shell.includes('\0')) return err(t('"{0}" must not hold a NUL character.', 'shell'));
  return ok({ shell });
}

function readRun(
  run: readonly JsonValue[],
  written: JsonValue | undefined,
  request: AgentRequest,
): Result<Plan['start'], string> {
  const texts = run.map((item) => (isJsonObject(item) ? undefined : asText(item)));
  const bad = texts.findIndex((text) => text?.includes('\0') !== false);
  if (bad >= 0 && texts[bad] === undefined)
    return err(t('Item {0} of "run" must be a text. A list or a map goes to the program as "stdin".', bad + 1));
  if (bad >= 0) return err(t('Item {0} of "run" must not hold a NUL character.', bad + 1));
  const secret = texts.findIndex((text) => text !== undefined && request.holdsSecret(text));
  if (secret >= 0)
    return err(
      t(
        'Item {0} of "run" holds a secret, and other programs can read the arguments of one. Hand it over in "env" or as "stdin".',
        secret + 1,
      ),
    );
  const [program = '', ...rest] = texts.filter((text) => text !== undefined);
  if (program.trim() === '') return err(t('The first item of "run" is the program, and it is empty.'));
  const list: readonly [string, ...string[]] = [program, ...rest];
  // Of a list that comes from one expression nothing is written in the file.
  const code = codeWithValues(list, Array.isArray(written) ? written : []);
  return code === undefined
    ? ok({ run: list })
    : err(
        t(
          'What "{0} {1}" executes must not hold ${{ }}. Hand the value over as a further argument, in "env" or as "stdin".',
          code.interpreter,
          code.option,
        ),
      );
}

/** A text as it is, everything else as JSON; by default what the node receives. */
function stdinOf(settings: JsonObject, input: JsonValue): string {
  if (!Object.hasOwn(settings, 'stdin')) return JSON.stringify(input);
  const { stdin } = settings;
  return typeof stdin === 'string' ? stdin : JSON.stringify(stdin);
}
