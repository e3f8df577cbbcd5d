/** The environment of programs that a workflow starts (threat T5): little of ours, and what the workflow gives. */
import { t } from '../base/l10n.ts';
import { isJsonObject, type JsonValue } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';

type Environment = Readonly<Record<string, string>>;

/** Where programs, their files and their language are found. No tokens, no proxies with passwords, nothing of an editor. */
const ours = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'],
  ...[
    'SystemRoot',
    'SystemDrive',
    'windir',
    'ComSpec',
    'PATHEXT',
    'TEMP',
    'TMP',
    'USERNAME',
    'USERPROFILE',
    'HOMEDRIVE',
  ],
  ...['HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'ProgramData', 'ProgramFiles', 'ProgramFiles(x86)', 'ProgramW6432'],
  ...['CommonProgramFiles', 'NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE', 'OS'],
];

export function baseEnvironment(from: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return Object.fromEntries(
    ours.flatMap((name) => {
      const value = from[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Reads `env`: names to texts, numbers or booleans; null leaves a name out. The error is a sentence. */
export function readEnvironment(written: JsonValue | undefined): Result<Environment, string> {
  if (written === undefined || written === null) return ok({});
  if (!isJsonObject(written)) return err(t('"env" must be a map of names to texts.'));
  const environment = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(written)) {
    if (!/^[A-Za-z_][\w.()-]*$/.test(name)) return err(t('"{0}" cannot be the name of an environment variable.', name));
    if (value === null) continue;
    if (typeof value === 'object') return err(t('The environment variable "{0}" must be a text.', name));
    const text = String(value);
    if (text.includes('\0')) return err(t('The environment variable "{0}" must not hold a NUL character.', name));
    environment[name] = text;
  }
  return ok(environment);
}

/** Variables by which programs find other programs, or code that they run besides: one consents to their values, too. */
const decisive = new RegExp(
  // The value of a token is not for a dialog, whatever it decides.
  `^(?!.*(?:TOKEN|PASSWORD|SECRET))(?:${[
    'PATH|PATHEXT|ComSpec|SHELL|ENV|BASH_ENV|ZDOTDIR|IFS|PS4|PROMPT_COMMAND|LD_.*|DYLD_.*|GCONV_PATH|OPENSSL_CONF',
    // Where programs find what they read first.
    'HOME|USERPROFILE|APPDATA|XDG_CONFIG_.*',
    'NODE_OPTIONS|NODE_PATH|ELECTRON_.*|NPM_CONFIG_(SCRIPT_SHELL|NODE_OPTIONS|PREFIX|(USER|GLOBAL)CONFIG|REGISTRY)|PYTHON.*|PERL5.*|RUBY(OPT|LIB)|LUA_.*|PHPRC|PHP_INI_SCAN_DIR|R_PROFILE.*',
    'JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|MAVEN_OPTS|GRADLE_OPTS|DOTNET_STARTUP_HOOKS|GIT_.*|SSH_ASKPASS',
    'EDITOR|VISUAL|PAGER|MANPAGER|LESSOPEN|BROWSER',
  ].join('|')})$`,
  'i',
);

/** Lines for who is asked to consent: the names, and the values where these decide what runs. */
export function environmentLines(environment: Environment): readonly string[] {
  const names = Object.keys(environment).sort();
  const plain = names.filter((name) => !decisive.test(name));
  return [
    ...(plain.length > 0 ? [t('Environment: {0}', plain.join(', '))] : []),
    ...names
      .filter((name) => decisive.test(name))
      .map((name) => t('Environment: {0}', `${name}=${JSON.stringify(environment[name])}`)),
  ];
}
