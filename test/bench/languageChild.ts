/**
 * One side of the comparison in a process of its own, so that the two share no heap: opens a large text, edits it, asks for
 * diagnostics and completion after each edit, and prints what that took as JSON. Arguments: `ours` or `theirs`, nodes, edits.
 */
import { setImmediate } from 'node:timers/promises';
import { LineIndex, type Position } from '../../src/base/text.ts';
import { largeText, targetIn, typist } from './largeWorkflow.ts';
import { heapMb } from './measure.ts';

export interface Took {
  /** From the first line of its code, which is loaded first, to the diagnostics of the text. */
  readonly openedMs: number;
  /** The most that the process ever had, Node included. */
  readonly peakMb: number;
  /** On the heap in the end, while the text is still open, after a full collection; Node included. */
  readonly retainedMb: number;
}

interface Editor {
  validate(text: string): unknown;
  complete(position: Position): unknown;
}

async function ours(): Promise<Editor> {
  const [{ analyse }, { complete }] = await Promise.all([
    import('../../src/model/project.ts'),
    import('../../src/language/completion.ts'),
  ]);
  let project = analyse('');
  return {
    validate: (text) => (project = analyse(text, {}, project)).diagnostics,
    complete: (position) => complete(project, position),
  };
}

async function theirs(): Promise<Editor> {
  const { yamlLanguageServer } = await import('./languagePeer.ts');
  const server = await yamlLanguageServer();
  return {
    validate: (text) => {
      server.open(text);
      return server.validate();
    },
    complete: (position) => server.complete(position),
  };
}

const [side, nodes, edits] = process.argv.slice(2);

/** All texts but the last one are gone when it returns. */
async function work(text: string): Promise<{ readonly editor: Editor; readonly openedMs: number }> {
  const typedBy = typist(text);
  const start = performance.now();
  const editor = await (side === 'ours' ? ours() : theirs());
  await editor.validate(text);
  const openedMs = performance.now() - start;
  for (let edit = 0; edit < Number(edits); edit++) {
    const typed = typedBy(edit);
    await editor.validate(typed);
    await editor.complete(new LineIndex(typed).positionAt(targetIn(typed)));
  }
  return { editor, openedMs };
}

void work(largeText(Number(nodes))).then(async ({ editor, openedMs }) => {
  // The most that it had is read first: a collection may need some more.
  const peakMb = process.resourceUsage().maxRSS / 1024;
  // What awaited the last text goes in a turn of its own.
  await setImmediate();
  const retainedMb = heapMb();
  // Still open.
  await editor.complete({ line: 0, character: 0 });
  console.log(JSON.stringify({ openedMs, peakMb, retainedMb } satisfies Took));
  process.exit();
});
