import type { Arguments, OptionSpec, OptionSpecs } from './arguments.ts';
import type { Cli, ExitCode } from './cli.ts';
import { t } from '../base/l10n.ts';

export interface Command {
  /** What stands behind the name: `FILE…`. */
  readonly usage: string;
  /** One sentence. */
  readonly summary: () => string;
  /** More of the help, in lines. */
  readonly details?: () => string;
  /** Whole lines, as a person types them. */
  readonly examples: readonly string[];
  readonly options: OptionSpecs;
  /** How many positional arguments it takes. */
  readonly positionals: { readonly least: number; readonly most: number };
  run(args: Arguments, cli: Cli): Promise<ExitCode>;
}

/** Options that several commands have. */
export const inputOptions = {
  input: {
    kind: 'list',
    short: 'i',
    value: 'name=value',
    help: () => t('one input; lists, objects, numbers and the like as JSON'),
  },
  inputs: { kind: 'text', value: 'FILE', help: () => t('inputs from a JSON or YAML file; - is standard input') },
  mocks: { kind: 'text', value: 'FILE', help: () => t('stand-ins for nodes, a YAML file') },
  secret: { kind: 'list', value: 'NAME=ENV', help: () => t('a secret, from the environment variable ENV') },
} satisfies Record<string, OptionSpec>;

export const storeOption = {
  store: {
    kind: 'text',
    value: 'DIR',
    help: () => t('where executions are kept; by default one place for each user and folder'),
  },
} satisfies Record<string, OptionSpec>;

export const formatOption = {
  format: {
    kind: 'text',
    value: 'text|json',
    choices: ['text', 'json'],
    help: () => t('for people, or for programs'),
  },
} satisfies Record<string, OptionSpec>;

export const takeOverOption = {
  'take-over': {
    kind: 'flag',
    help: () => t('takes the execution from a process that runs it and does not answer; refused while that lives'),
  },
} satisfies Record<string, OptionSpec>;
