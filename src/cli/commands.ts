import type { Command } from './command.ts';

/** Each loads what it needs when it is called: `validate` needs no engine. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  validate: async () => (await import('./commands/validate.ts')).validate,
  run: async () => (await import('./commands/run.ts')).run,
  simulate: async () => (await import('./commands/simulate.ts')).simulate,
  list: async () => (await import('./commands/list.ts')).list,
  show: async () => (await import('./commands/show.ts')).show,
  resume: async () => (await import('./commands/resume.ts')).resume,
  cancel: async () => (await import('./commands/cancel.ts')).cancel,
  retry: async () => (await import('./commands/retry.ts')).retry,
  rerun: async () => (await import('./commands/retry.ts')).rerun,
  approve: async () => (await import('./commands/approve.ts')).approve,
  graph: async () => (await import('./commands/graph.ts')).graph,
  sample: async () => (await import('./commands/sample.ts')).sample,
  push: async () => (await import('./commands/push.ts')).push,
  pull: async () => (await import('./commands/pull.ts')).pull,
  serve: async () => (await import('./commands/serve.ts')).serve,
  completion: async () => (await import('./commands/completion.ts')).completionOf(commands),
  test: async () => (await import('./commands/test.ts')).test,
};
