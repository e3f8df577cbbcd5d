/** Colours and signs as far as an output can show them. */
import type { Cli, Output } from './cli.ts';

export interface Style {
  readonly red: Paint;
  readonly yellow: Paint;
  readonly green: Paint;
  readonly blue: Paint;
  readonly dim: Paint;
  readonly bold: Paint;
  /** Whether signs beyond ASCII are shown. */
  readonly unicode: boolean;
}

type Paint = (text: string) => string;

/** Colours only on a terminal, and not where `NO_COLOR` is set (https://no-color.org); `FORCE_COLOR` wins over both. */
export function styleOf(output: Output, env: Cli['env']): Style {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '' && env['FORCE_COLOR'] !== '0';
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb' || env['FORCE_COLOR'] === '0';
  const coloured = forced || (output.isTerminal && !refused);
  const paint =
    (on: number, off: number): Paint =>
    (text) =>
      coloured && text !== '' ? `\u001b[${String(on)}m${text}\u001b[${String(off)}m` : text;
  return {
    red: paint(31, 39),
    yellow: paint(33, 39),
    green: paint(32, 39),
    blue: paint(36, 39),
    dim: paint(2, 22),
    bold: paint(1, 22),
    unicode: canUnicode(env),
  };
}

function canUnicode(env: Cli['env']): boolean {
  if (process.platform !== 'win32') return env['TERM'] !== 'linux';
  return env['WT_SESSION'] !== undefined || env['TERM_PROGRAM'] === 'vscode' || env['TERM'] === 'xterm-256color';
}
