import type { ReadFile } from '../../../../src/model/subworkflows/files.ts';

/** A reader of these files; it tells which ones were asked for. */
export function filesOf(files: Readonly<Record<string, string>>): { readonly readFile: ReadFile; asked: string[] } {
  const asked: string[] = [];
  const readFile: ReadFile = (path) => {
    asked.push(path);
    const text = Object.hasOwn(files, path) ? files[path] : undefined;
    return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
  };
  return { readFile, asked };
}

/** A workflow whose nodes, one behind the other, are these lines. */
export function chain(nodes: readonly string[], more = ''): string {
  const ids = nodes.map((node) => /id: ([\w-]+)/.exec(node)?.[1] ?? '');
  const edges = ['start', ...ids].map((id, index) => `  - { source: ${id}, target: ${ids[index] ?? 'end'} }`);
  return `name: a
${more}nodes:
  - { id: start, type: start }
${nodes.map((node) => `  - ${node}\n`).join('')}  - { id: end, type: end }
edges:
${edges.join('\n')}
`;
}

/** A workflow that contains those of these paths. */
export function containing(...paths: readonly string[]): string {
  return chain(
    paths.map((path, index) => `{ id: part${String(index)}, type: subworkflow, config: { path: ${path} } }`),
  );
}

export const leaf = chain([]);
