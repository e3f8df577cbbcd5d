/**
 * Threat T5: no value becomes code. A value inside an argument is only text to the program, unless the program is an interpreter
 * that takes the argument for code.
 */
import path from 'node:path';
import type { JsonValue } from '../../base/json.ts';

interface Interpreter {
  readonly name: RegExp;
  /** Behind it is code: in the same argument (`-cCODE`, `--eval=CODE`), else in the next; `all`: everything that follows is. */
  readonly option: RegExp;
  readonly all?: true;
  /** Options whose next argument is their value. Otherwise the first argument that is no option is a file, and code ends there. */
  readonly withValue?: RegExp;
  /** Options may stand behind other arguments. */
  readonly mixed?: true;
  /** The first argument that is no option is code, too, but for behind this option. */
  readonly firstBut?: RegExp;
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
  { name: /^(python|pypy)[\d.]*$/, option: /^-[bBdEhiIOPqRsSuvVx]*c/, withValue: /^-[bBdEhiIOPqRsSuvVx]*[WX]$/ },
  {
    name: /^(node|nodejs|bun)$/,
    // A module that is loaded before may be the text of one (`data:`).
    option: /^(-e|--eval|-p|--print|-pe|-r|--require|--import|--loader|--experimental-loader)(=|$)/,
    withValue: /^(-C|--conditions)$/,
  },
  { name: /^deno$/, option: /^eval$/ },
  { name: /^(perl|ruby)[\d.]*$/, option: /^-[A-Za-z0-9]*[eEmM]/, withValue: /^-[Ir]$/ },
  { name: /^php[\d.]*$/, option: /^(-[rBRE]|--run(=|$))/, withValue: /^-[cdz]$/ },
  { name: /^osascript$/, option: /^-e$/, withValue: /^-l$/ },
  { name: /^(lua|luajit|julia|rscript)[\d.]*$/, option: /^-[eE]/ },
  // Its language starts programs.
  {
    name: /^[gmn]?awk$/,
    option: /^(-e|--source|-i|--include)(=|$)/,
    withValue: /^-[Fv]$/,
    firstBut: /^(-f|--file|-e|--source)/,
  },
  { name: /^(su|runuser)$/, option: /^(-[a-z]*c|--command)(=|$)/, withValue: /^-[gGsw]$/, mixed: true },
  { name: /^env$/, option: /^(-[a-z0-9]*S|--split-string(=|$))/, withValue: /^-[uC]$/ },
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
    for (const { from, end, option } of codeOf(found, run, at + 1))
      for (let code = from; code < end; code++) if (run[code] !== asText(written[code])) return { interpreter, option };
  }
  return undefined;
}

/** Where an interpreter finds code: each option, with the arguments behind it that belong to it. */
function* codeOf(
  { option, all, withValue, mixed, firstBut }: Interpreter,
  run: readonly string[],
  first: number,
): Iterable<{ readonly from: number; readonly end: number; readonly option: string }> {
  let isFirstCode = firstBut !== undefined;
  for (let at = first; at < run.length; at++) {
    const item = run[at] ?? '';
    const [matched] = option.exec(item) ?? [];
    if (firstBut?.test(item) === true) isFirstCode = false;
    if (matched !== undefined) {
      const isInside = matched.length < item.length || matched.endsWith('=');
      const end = all === true ? run.length : Math.min(at + (isInside ? 1 : 2), run.length);
      yield { from: at, end, option: matched };
      at = end - 1;
    } else if (withValue?.test(item) === true) at++;
    else if (!/^[-+/]/.test(item) || (isFirstCode && item.startsWith('/'))) {
      if (isFirstCode) yield { from: at, end: at + 1, option: '…' };
      if (mixed !== true) return;
    }
  }
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
