/** The same text in other white space, and a text with all that YAML has. */
import fc from 'fast-check';

type Make = (text: string) => string;

/** One change: at a place, counted round the text's lines. It may change what the text means, or break it. */
const slip: fc.Arbitrary<Make> = fc
  .record({
    kind: fc.constantFrom(
      'trailing',
      'blank',
      'blank',
      'spread',
      'spread',
      'tighten',
      'indent',
      'tab',
      'body' as const,
    ),
    line: fc.nat(400),
    size: fc.integer({ min: 1, max: 5 }),
    place: fc.nat(20),
  })
  .map(({ kind, line, size, place }) => (text: string) => {
    const lines = text.split('\n');
    const at = line % lines.length;
    const old = lines[at] ?? '';
    const spaces = ' '.repeat(size);
    const gaps = [...old.matchAll(/(?<=\S) +(?=\S)|(?<=[[{,])|(?=[}\],:])/g)];
    const gap = gaps[place % Math.max(1, gaps.length)];
    if (kind === 'trailing') lines[at] = old.replace(/\r?$/, `${spaces}$&`);
    else if (kind === 'blank') lines.splice(at, 0, ...Array.from({ length: size }, () => ' '.repeat(place % 3)));
    else if (kind === 'indent') lines[at] = spaces + old;
    else if (kind === 'body') indentBelow(lines, at, size);
    else if (gap) {
      const instead = kind === 'spread' ? gap[0] + spaces : kind === 'tab' ? '\t' : gap[0].slice(1);
      lines[at] = old.slice(0, gap.index) + instead + old.slice(gap.index + gap[0].length);
    }
    return lines.join('\n');
  });

/** All lines that are indented more than one of them, still more. */
function indentBelow(lines: string[], at: number, size: number): void {
  const depth = /^ */.exec(lines[at] ?? '')?.[0].length ?? 0;
  for (let line = at + 1; line < lines.length && /^ */.exec(lines[line] ?? '')?.[0].length !== depth; line++)
    if (lines[line] !== '') lines[line] = ' '.repeat(size) + (lines[line] ?? '');
}

const wholes: readonly Make[] = [
  (text) => text,
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.trimEnd(),
  (text) => text.replaceAll(/^( +)/gm, '$1$1'),
  (text) => text.replaceAll(/^( *)- /gm, '$1-   ').replaceAll(/^( *)/gm, '$1$1'),
  (text) => text.replaceAll(/([{,]) /g, '$1'),
  (text) => text.replaceAll(/([,:]) /g, '$1   '),
  (text) => text.replaceAll(/, /g, ',\n        '),
  (text) => `\n\n${text}\n\n\n`,
];

export const disorderly: fc.Arbitrary<Make> = fc
  .tuple(fc.constantFrom(...wholes), fc.array(slip, { maxLength: 6 }))
  .map(
    ([whole, slips]) =>
      (text: string) =>
        slips.reduce((made, one) => one(made), whole(text)),
  );

export const odd = `%YAML 1.2
# before
--- # behind
name:   odd   # one
x-a: &a   # two
  # three
  b: !!str 12
  ? long key
  : - - nested
      - "two
        lines"
    -
      c: plain
        over lines   

        and a blank one
'x-b' : >-   # folded
     text
       more

     # no comment
x-c: |2
    explicit
   x
x-d: |+

  keeps


# between
x-e: { a: [ 1,2 ,3 ],"b":c, *a : d, ? e, f: , g: 'it''s' , h: "\\"" }
x-f: [
    a,   # first
  # own
  { b: c,
    d: e }, [
 ]
  ]
agents:
  one:   { uses: mock }     # aligned
  longer:  { uses: mock }   # aligned
  third: { uses: mock }     # aligned
nodes:
- { id: a,       type: start }
- { id: longer,  type: end   }

- { id: c, type: end, x-z: &b b }
- id: d
  # within
  type: agent_task
   # askew
  # last
edges:
-   source: a
    target:   *b
    # tail
- {source: a,target: c}
x-g:
  - !!map
    a: b
  - &s
    - 1
  - >
    folded

  - # empty
  - |
    last
`;
