import assert from 'node:assert/strict';
import { analyse, type SyntaxLimits } from '../../../../src/model/project.ts';
import { defaultLimits } from '../../../../src/model/syntax/limits.ts';
import { expectDiagnostics } from '../document.ts';

function limitOf(text: string, limits: Partial<SyntaxLimits> = {}): string {
  return analyse(text, { limits })
    .diagnostics.filter(({ code }) => code === 'limit-exceeded')
    .map(({ message }) => message)
    .join('\n');
}

const tooNested = (limit: number): string =>
  `Nested more than ${limit} deep. Flatten it, or raise the setting ipaWorkflow.limits.nesting.`;
const tooMany = (limit: number): string =>
  `More than ${limit} lists and maps. Split the file, or raise the setting ipaWorkflow.limits.collections.`;
const tooManyAliases = (limit: number): string =>
  `More than ${limit} aliases are expanded. Write the values out, or raise the setting ipaWorkflow.limits.aliases.`;

describe('the defaults of the limits', () => {
  it('are those of the format', () => {
    assert.deepEqual(defaultLimits, { size: 8 * 1024 * 1024, nesting: 200, collections: 200_000, aliases: 100 });
  });
});

describe('the size', () => {
  const text = 'name: a\n';

  it('may be as large as the limit', () => {
    assert.equal(limitOf(text, { size: text.length + 1 }), '');
    assert.equal(limitOf(text, { size: text.length }), '');
  });

  it('is one diagnostic on the first line when it is larger, and nothing else is said', () => {
    expectDiagnostics(
      '«name: a»\nnodes: 5\n',
      [
        {
          code: 'limit-exceeded',
          message: 'The file is larger than 16 characters. Split it, or raise the setting ipaWorkflow.limits.size.',
        },
      ],
      { limits: { size: 16 } },
    );
  });

  it('is checked before anything is read', () => {
    const started = performance.now();
    assert.match(limitOf('['.repeat(defaultLimits.size + 1)), /^The file is larger than 8388608 characters/);
    assert(performance.now() - started < 1_000);
  });
});

describe('the nesting', () => {
  const nested: Readonly<Record<string, (depth: number) => string>> = {
    'flow lists': (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`,
    'flow maps': (depth) => `${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`,
    'block maps': (depth) => Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
    'block lists': (depth) => Array.from({ length: depth }, (_, level) => `${'  '.repeat(level)}-`).join('\n'),
    'lists on one line': (depth) => `${'- '.repeat(depth)}a`,
    'lists of maps': (depth) => `${'- '.repeat(depth - 1)}a: 1`,
    'block and flow': (depth) => `a:\n  b: ${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}`,
  };

  for (const [what, build] of Object.entries(nested)) {
    it(`of ${what} may be as deep as the limit`, () => {
      assert.equal(limitOf(build(19), { nesting: 20 }), '');
      assert.equal(limitOf(build(20), { nesting: 20 }), '');
      assert.equal(limitOf(build(21), { nesting: 20 }), tooNested(20));
    });
  }

  it('is told at the bracket that is one too many', () => {
    expectDiagnostics('a: [[«[]]]»\n', [{ code: 'limit-exceeded', message: tooNested(3) }], { limits: { nesting: 3 } });
  });

  it('counts no brackets in comments and quotes', () => {
    assert.equal(
      limitOf(`a: 1 # ${'['.repeat(30)}\nb: "${'['.repeat(30)}"\nc: '${'{'.repeat(30)}'\n`, { nesting: 20 }),
      '',
    );
  });

  it('counts the brackets behind an apostrophe that opens no quotes', () => {
    assert.equal(limitOf(`a: don't ${'['.repeat(30)}`, { nesting: 20 }), tooNested(20));
  });

  it('is counted by the tree too, where quotes in a text hide brackets from the scan before it', () => {
    expectDiagnostics(
      `a: |\n  "\nb: ${'['.repeat(19)}«[]${']'.repeat(19)} # "»\n`,
      [{ code: 'limit-exceeded', message: tooNested(20) }],
      { limits: { nesting: 20 } },
    );
  });

  it('falls again where collections end', () => {
    assert.equal(limitOf('a: [[]]\nb:\n  c: [[]]\nd: [[]]\n', { nesting: 4 }), '');
  });
});

describe('the collections', () => {
  const counted: Readonly<Record<string, (count: number) => string>> = {
    'flow lists': (count) => `a: [${'[], '.repeat(count - 2)}]`,
    'flow maps': (count) => `a: [${'{}, '.repeat(count - 2)}]`,
    'block maps': (count) => Array.from({ length: count - 1 }, (_, index) => `k${index}:\n  a: 1`).join('\n'),
    'items that are maps': (count) => Array.from({ length: count - 1 }, () => '- a: 1').join('\n'),
  };

  for (const [what, build] of Object.entries(counted)) {
    it(`of ${what} may be as many as the limit`, () => {
      assert.equal(limitOf(build(19), { collections: 20 }), '');
      assert.equal(limitOf(build(20), { collections: 20 }), '');
      assert.equal(limitOf(build(21), { collections: 20 }), tooMany(20));
    });
  }
});

describe('the aliases', () => {
  const used = (count: number): string =>
    `name: &a x\nx-list: [${Array.from({ length: count }, () => '*a').join(', ')}]\n`;

  it('may be as many as the limit', () => {
    assert.equal(limitOf(used(9), { aliases: 10 }), '');
    assert.equal(limitOf(used(10), { aliases: 10 }), '');
    assert.equal(limitOf(used(11), { aliases: 10 }), tooManyAliases(10));
  });

  it('may be 100 without a setting', () => {
    assert.equal(limitOf(used(100)), '');
    assert.equal(limitOf(used(101)), tooManyAliases(100));
  });

  it('are told of at the first that is too many, and nothing else is said', () => {
    expectDiagnostics(
      'name: &a x\nx-list: [*a, *a, «*a», *a]\n',
      [{ code: 'limit-exceeded', message: tooManyAliases(2) }],
      { limits: { aliases: 2 } },
    );
  });

  it('count each time that they are expanded', () => {
    const text = 'x-a: &a [x]\nx-b: &b [*a, *a]\nx-c: [*b, *b]\n';
    assert.equal(limitOf(text, { aliases: 8 }), '');
    assert.equal(limitOf(text, { aliases: 7 }), tooManyAliases(7));
  });
});

describe('texts that take a parser minutes', () => {
  const atOnce = (text: string): string => {
    const started = performance.now();
    const said = limitOf(text);
    const took = performance.now() - started;
    assert(took < 1_000, `it took ${took} ms`);
    return said;
  };

  it('of 805 bytes with 400 nested maps end at once', () => {
    const text = `${'{'.repeat(400)}a: 1${'}'.repeat(400)}\n`;
    assert.equal(text.length, 805);
    assert.equal(atOnce(text), tooNested(200));
  });

  it('of a megabyte of brackets end at once', () => {
    assert.equal(atOnce('['.repeat(1024 * 1024)), tooNested(200));
    assert.equal(atOnce('[]'.repeat(512 * 1024)), tooMany(200_000));
  }).timeout(20_000);

  it('that hide from the scan that they are too deep for the parser end as a diagnostic', () => {
    assert.equal(limitOf(`a: |\n  "\nb:\n ${'- '.repeat(50_000)}a\nc: "x"\n`), tooNested(200));
  }).timeout(20_000);

  it('with many keys in one map end at once', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `  k${index}: 1`).join('\n');
    const started = performance.now();
    assert.equal(limitOf(`x-a:\n${keys}\n`), '');
    assert(performance.now() - started < 5_000);
  }).timeout(20_000);

  it('with aliases of aliases end at once', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi'].map((pair) => pair.split(/(?=.$)/)))
      lines.push(`${name ?? ''}: &${name ?? ''} [${Array.from({ length: 9 }, () => `*${before ?? ''}`).join(', ')}]`);
    assert.equal(atOnce(`${lines.join('\n')}\n`), tooManyAliases(100));
  });

  it('with an alias inside its own anchor end at once', () => {
    assert.equal(atOnce('name: a\nx-a: &a [*a, *a]\nx-b: &b { b: *b }\n'), '');
  });
});
