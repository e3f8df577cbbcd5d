import { graph } from './commands/graph.ts';
import { list } from './commands/list.ts';
import { resume } from './commands/resume.ts';
import { run } from './commands/run.ts';
import { sample } from './commands/sample.ts';
import { show } from './commands/show.ts';
import { simulate } from './commands/simulate.ts';
import { validate } from './commands/validate.ts';
import type { Command } from './command.ts';

export const commands: Readonly<Record<string, Command>> = {
  validate,
  run,
  simulate,
  list,
  show,
  resume,
  graph,
  sample,
};

/** Of `spec/cli.md`, but not of this version. */
export const laterCommands: readonly string[] = ['cancel', 'retry', 'rerun', 'serve', 'test', 'push', 'pull'];
