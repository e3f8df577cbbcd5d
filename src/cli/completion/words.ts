/** What a shell may offer behind `ipa-workflow`, read from the commands themselves. */
import type { OptionSpec } from '../arguments.ts';
import type { Command } from '../command.ts';

/** What stands in a place: words to choose from, a file, a folder, an execution's id, or what nobody can offer. */
export type Place = readonly string[] | 'file' | 'folder' | 'execution' | 'text';

export interface CompletedOption {
  /** Without its dashes. */
  readonly name: string;
  readonly short: string | undefined;
  /** Undefined: it takes no value. */
  readonly value: Place | undefined;
  readonly isRepeated: boolean;
  readonly help: string;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly argument: Place;
  readonly options: readonly CompletedOption[];
}

export function completed(name: string, command: Command): CompletedCommand {
  return {
    ...{ name, summary: command.summary(), argument: argumentOf(command) },
    options: Object.entries(command.options).map(([option, spec]) => ({
      ...{ name: option, short: spec.short, value: valueOf(spec), isRepeated: spec.kind === 'list', help: spec.help() },
    })),
  };
}

function valueOf({ kind, value, choices }: OptionSpec): Place | undefined {
  if (kind === 'flag') return undefined;
  if (choices) return choices;
  return value === 'FILE' ? 'file' : value === 'DIR' ? 'folder' : 'text';
}

/** `FILE…`, `[PATTERN]`, `bash|zsh`, or `ID`: of an execution where the command takes a store of them. */
function argumentOf({ usage, options }: Command): Place {
  if (/^\[?(FILE|PATTERN)/.test(usage)) return 'file';
  if (/^[a-z]+(\|[a-z]+)+$/.test(usage)) return usage.split('|');
  return usage.startsWith('ID') && 'store' in options ? 'execution' : 'text';
}

/** One word of a shell, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
