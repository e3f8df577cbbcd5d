/** What the documents of executions are called: what a person reads on a tab, safe as the name of a file. */
import { safeLine } from './safeText.ts';

export type DocumentKind = 'log' | 'result' | 'inputs' | 'input' | 'output' | 'times';

const longest = 60;

/**
 * E.g. `orders.log`, `orders result.json`, `fetch-users output.json`. In English, as the format's own words are: the document keeps
 * its name in whatever language VS Code is started.
 *
 * @param nodeId of an input or an output; `outer/inner` in a subworkflow
 */
export function documentName(kind: DocumentKind, workflow: string, nodeId = ''): string {
  switch (kind) {
    case 'log':
      return `${fileName(workflow)}.log`;
    case 'times':
      return `${fileName(workflow)} times.log`;
    case 'result':
    case 'inputs':
      return `${fileName(workflow)} ${kind}.json`;
    case 'input':
    case 'output':
      return `${fileName(nodeId)} ${kind}.json`;
  }
}

/** What tells it from documents of the same name, e.g. `orders 14:03:12`. @param times when its executions began */
export function documentFolder(workflow: string, ...times: readonly string[]): string {
  return `${fileName(workflow)} ${times.join(' ↔ ')}`;
}

/** What two executions are of: the workflow's name, or both where they differ, each short enough that both are read. */
export function pairName(workflow: string, other: string): string {
  return workflow === other ? workflow : [workflow, other].map((name) => safeLine(name, longest / 2 - 2)).join(' ↔ ');
}

/** Without what no file's name may have, or what would make folders of it. */
function fileName(text: string): string {
  const line = safeLine(text, longest)
    .replaceAll('/', ' › ')
    .replace(/[\\:*?"<>|\p{Cs}]/gu, '_');
  return line === '' ? 'execution' : line;
}
