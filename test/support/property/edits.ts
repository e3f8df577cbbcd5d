/** Edits as people make them, half done most of the time. */
import fc from 'fast-check';

export type Edit =
  | { readonly kind: 'delete'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'duplicate' | 'remove' | 'swap'; readonly line: number; readonly lines: number }
  | { readonly kind: 'type'; readonly line: number; readonly text: string }
  | { readonly kind: 'indent'; readonly line: number; readonly lines: number; readonly by: number };

const keys = [
  ...['name', 'inputs', 'agents', 'nodes', 'edges', 'outputs', 'timeout_seconds', 'error_handling', 'max_retries'],
  ...[
    'id',
    'type',
    'gateway_type',
    'agent_id',
    'config',
    'mode',
    'source',
    'target',
    'condition',
    'uses',
    'with',
    'on',
  ],
];
const texts = [
  ...[
    'a',
    ':',
    ': ',
    '- ',
    ' ',
    '\n',
    '\n  ',
    '\r\n',
    '\t',
    '#',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '|',
    '>',
    '&a ',
    '*a',
    '<<: *a',
  ],
  ...[
    '${{ ',
    ' }}',
    '${{ inputs.',
    '${{ nodes.fetch_db.output',
    'nodes.',
    '---\n',
    '!!str ',
    'null',
    '1e999',
    '0x1f',
    '資料',
    '\u{1F600}',
  ],
  ...['__proto__: 1', 'fork', 'parallel_gateway', 'fetch_db', 'agent_task'],
];

const place = fc.nat(4000);

const halfTyped = fc
  .record({
    key: fc.constantFrom(...keys),
    length: fc.nat(20),
    indent: fc.nat(8),
    ending: fc.constantFrom('', ':', ': ', ': {'),
  })
  .map(({ key, length, indent, ending }) => `${' '.repeat(indent)}${key.slice(0, length + 1)}${ending}`);

export const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('delete' as const), at: place, length: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant('insert' as const), at: place, text: fc.constantFrom(...texts) }),
  fc.record({
    kind: fc.constantFrom('duplicate' as const, 'remove' as const, 'swap' as const),
    line: place,
    lines: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ kind: fc.constant('type' as const), line: place, text: halfTyped }),
  fc.record({
    kind: fc.constant('indent' as const),
    line: place,
    lines: fc.integer({ min: 1, max: 3 }),
    by: fc.constantFrom(-4, -2, -1, 1, 2, 3),
  }),
);

export function applyEdit(text: string, edit: Edit): string {
  if (edit.kind === 'delete' || edit.kind === 'insert') {
    const at = edit.at % (text.length + 1);
    const [behind, inserted] = edit.kind === 'delete' ? [at + edit.length, ''] : [at, edit.text];
    return text.slice(0, at) + inserted + text.slice(behind);
  }
  const lines = text.split('\n');
  const from = edit.line % lines.length;
  if (edit.kind === 'type') lines.splice(from, 0, edit.text);
  else {
    const part = lines.slice(from, from + edit.lines);
    lines.splice(from, part.length, ...changed(edit, part));
  }
  return lines.join('\n');
}

function changed(
  edit: Exclude<Edit, { readonly kind: 'delete' | 'insert' | 'type' }>,
  lines: readonly string[],
): readonly string[] {
  switch (edit.kind) {
    case 'duplicate':
      return [...lines, ...lines];
    case 'remove':
      return [];
    case 'swap':
      return [...lines].reverse();
    case 'indent':
      return lines.map((line) =>
        edit.by > 0 ? ' '.repeat(edit.by) + line : line.replace(new RegExp(`^ {0,${-edit.by}}`), ''),
      );
  }
}
