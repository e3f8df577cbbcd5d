/**
 * Threat T5: no value becomes code. A value inside an argument is only text to the program, unless the program is an interpreter
 * that takes the argument for code.
 */
import path from 'node:path';
import type { JsonValue } from '../../base/json.ts';

interface Interpreter {
  readonly name: RegExp;
  /** After it the next argument is code; `all`: everything that follows is. */
  readonly option: RegExp;
  readonly all?: true;
  /** Options whose next argument is their value. Otherwise the first argument that is no option is a file, and code ends there. */
  readonly withValue?: RegExp;
}

const interpreters: readonly Interpreter[] = [
  { name: /^(ba|da|z|k|a|fi|tc|c)?sh$/, option: /^-[a-z]*c[a-z]*$/i, withValue: /^[-+][oO]$/ },
  { name: /^cmd$/, option: /^\/[ckr]$/i, all: true },
  {
    name: /^(powershell|pwsh)$/,
    option: /^[-/](c|command|e|ec|encodedcommand)$/i,
    all: true,
    withValue: /^[-/](ex|executionpolicy|ep|v|version|w|windowstyle|outputformat|inputformat|configurationname)$/i,
  },
  { name: /^(python|pypy)[\d.]*$/, option: /^-[A-Za-z]*c$/, withValue: /^-[WX]$/ },
  {
    name: /^(node|nodejs|bun)$/,
    option: /^(-e|--eval|-p|--print|-pe)(=|$)/,
    withValue: /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions)$/,
  },
  { name: /^deno$/, option: /^eval$/ },
  { name: /^(perl|ruby)[\d.]*$/, option: /^-[A-Za-z]*[eE]$/, withValue: /^-[Ir]$/ },
  { name: /^php[\d.]*$/, option: /^-r$/, withValue: /^-[cd]$/ },
  { name: /^osascript$/, option: /^-e$/, withValue: /^-l$/ },
];

/**
 * The first argument that an interpreter would execute and that is not written in the file as it is.
 *
 * @param written the list as the file has it, of the same length
 */
export function codeWithValues(
  run: readonly string[],
  written: readonly JsonValue[],
): { readonly interpreter: string; readonly option: string } | undefined {
  // Anywhere in the list: `env sh -c …`.
  for (let at = 0; at < run.length; at++) {
    const interpreter = nameOf(run[at] ?? '');
    const found = interpreters.find(({ name }) => name.test(interpreter));
    if (found === undefined) continue;
    const option = codeOption(found, run, at + 1);
    if (option === undefined) continue;
    const end = found.all === true ? run.length : Math.min(option + 2, run.length);
    for (let code = option; code < end; code++)
      if (run[code] !== asText(written[code])) return { interpreter, option: run[option] ?? '' };
  }
  return undefined;
}

/** Where the option stands behind which an interpreter finds code. */
function codeOption({ option, withValue }: Interpreter, run: readonly string[], from: number): number | undefined {
  for (let at = from; at < run.length; at++) {
    const item = run[at] ?? '';
    if (option.test(item)) return at;
    if (withValue?.test(item) === true) at++;
    else if (!/^[-+/]/.test(item)) return undefined;
  }
  return undefined;
}

function nameOf(program: string): string {
  return path.win32
    .basename(program)
    .toLowerCase()
    .replace(/\.exe$/, '');
}

/** An item of a list as the program gets it. */
export function asText(value: JsonValue | undefined): string | undefined {
  return typeof value === 'object' || value === undefined ? undefined : String(value);
}
