import assert from 'node:assert/strict';
import { analyse } from '../../../../src/model/project.ts';
import type { FileAnswer } from '../../../../src/model/subworkflows/files.ts';
import { expectDiagnostics } from '../document.ts';
import { chain, containing, filesOf, leaf } from './workflows.ts';

const mistaken = chain(['{ id: task, type: agent_task, agent_id: nobody }', '{ id: other, type: dely }']);

describe('the subworkflows of a project', () => {
  it('are by node, and their texts by path from the root’s folder, inner ones too', () => {
    const files = {
      'parts/one.workflow.yaml': containing('./two.workflow.yaml', '../three.workflow.yaml'),
      'parts/two.workflow.yaml': leaf,
      'three.workflow.yaml': leaf,
    };
    const { readFile, asked } = filesOf(files);
    const project = expectDiagnostics(containing('parts/one.workflow.yaml', 'parts/../three.workflow.yaml'), [], {
      readFile,
      file: 'main.workflow.yaml',
    });
    assert(project.executable);
    assert.deepEqual(Object.fromEntries(project.files), files);
    assert.equal(project.path, 'main.workflow.yaml');
    const tree = [...project.subworkflows].map(([id, { path, subworkflows }]) => [id, path, ...subworkflows.keys()]);
    assert.deepEqual(tree, [
      ['part0', 'parts/one.workflow.yaml', 'part0', 'part1'],
      ['part1', 'three.workflow.yaml'],
    ]);
    const inner = project.subworkflows.get('part0')?.subworkflows.get('part1');
    assert.equal(inner, project.subworkflows.get('part1'));
    assert.equal(asked.length, 3, 'each file is read once');
  });

  it('may lie outside of the root’s folder', () => {
    const project = analyse(containing('../common/a.yaml'), filesOf({ '../common/a.yaml': leaf }));
    assert(project.executable);
    assert.deepEqual([...project.files.keys()], ['../common/a.yaml']);
  });

  it('are read again when the text changes, but an unchanged file is not analysed again', () => {
    const options = filesOf({ 'a.yaml': leaf });
    const first = analyse(containing('a.yaml'), options).subworkflows.get('part0');
    const second = analyse(`${containing('a.yaml')}# more\n`, options).subworkflows.get('part0');
    assert.equal(options.asked.length, 2);
    assert.equal(first?.graph, second?.graph);
    assert(first);
    const other = analyse(containing('a.yaml'), { ...options, limits: { nodes: 100 } }).subworkflows.get('part0');
    assert(other);
    assert.notEqual(first.graph, other.graph);
  });
});

describe('a subworkflow of which nothing is known', () => {
  const unknown: readonly [string, ((path: string) => FileAnswer) | undefined][] = [
    ['without a reader', undefined],
    ['with a reader that cannot tell', () => ({ kind: 'unknown' })],
    [
      'below one that is known',
      (path) => (path === 'a.yaml' ? { kind: 'text', text: containing('b.yaml') } : { kind: 'unknown' }),
    ],
  ];
  for (const [when, readFile] of unknown)
    it(`is no diagnostic, but keeps the workflow from being executed: ${when}`, () => {
      const { diagnostics, blockers, executable } = analyse(containing('a.yaml'), readFile ? { readFile } : {});
      assert.deepEqual([diagnostics, executable], [[], false]);
      assert.deepEqual(
        blockers.map(({ code, message, nodes }) => [code, message, nodes]),
        [
          [
            'not-available',
            'The subworkflow "a.yaml" cannot be read here, so the workflow cannot be executed.',
            ['part0'],
          ],
        ],
      );
    });
});

describe('a file that cannot be a subworkflow', () => {
  it('is missing', () => {
    expectDiagnostics(
      containing('«parts/a.yaml»'),
      [
        {
          code: 'invalid-value',
          message: 'There is no file "parts/a.yaml". The path counts from the folder of this file.',
          nodes: ['part0'],
        },
      ],
      filesOf({}),
    );
  });

  it('is refused by the reader, in its words', () => {
    expectDiagnostics(
      containing('«../../a.yaml»'),
      [{ code: 'invalid-value', message: 'It is outside.', nodes: ['part0'] }],
      { readFile: () => ({ kind: 'refused', reason: 'It is outside.' }) },
    );
  });

  it('is empty', () => {
    expectDiagnostics(
      containing('«a.yaml»'),
      [{ code: 'invalid-value', message: '"a.yaml" is empty.', nodes: ['part0'] }],
      filesOf({ 'a.yaml': '# nothing\n' }),
    );
  });

  it('has mistakes: how many, and the first one in its place', () => {
    const { diagnostics } = analyse(containing('sub/a.yaml', 'b.yaml'), {
      ...filesOf({ 'sub/a.yaml': mistaken, 'b.yaml': leaf.replace('type: end', 'type: edn') }),
    });
    assert.deepEqual(
      diagnostics.map(({ code, message, related }) => [code, message, related[0]?.file, related[0]?.range.start.line]),
      [
        ['invalid-value', 'There are 2 mistakes in "sub/a.yaml". Mend them first.', 'sub/a.yaml', 3],
        ['invalid-value', 'There are 2 mistakes in "b.yaml". Mend them first.', 'b.yaml', 1],
      ],
    );
  });

  it('is one mistake on each level', () => {
    const { diagnostics } = analyse(
      containing('a.yaml'),
      filesOf({ 'a.yaml': containing('b.yaml'), 'b.yaml': leaf.replace('name: a\n', '') }),
    );
    const [first] = diagnostics;
    assert.equal(first?.message, 'There is 1 mistake in "a.yaml". Mend it first.');
    assert.deepEqual(
      first.related.map(({ file, message }) => [file, message]),
      [['a.yaml', 'There is 1 mistake in "b.yaml". Mend it first.']],
    );
  });

  for (const silenced of [
    { severity: { 'invalid-value': 'off' } },
    { severity: { 'invalid-value': 'hint' } },
    {},
  ] as const)
    it(`keeps the workflow from being executed, silenced or not: ${JSON.stringify(silenced)}`, () => {
      const text = containing('a.yaml').replace('a.yaml } }', 'a.yaml } } # workflow-ignore: invalid-value');
      const { blockers, executable } = analyse('severity' in silenced ? containing('a.yaml') : text, {
        ...silenced,
        ...filesOf({}),
      });
      assert.deepEqual([blockers.map(({ code }) => code), executable], [['invalid-value'], false]);
    });

  it('is not looked for behind a syntax error', () => {
    const options = filesOf({});
    analyse(containing('a.yaml').replace('name: a', 'name: "a'), options);
    assert.deepEqual(options.asked, []);
  });

  it('warns as it likes: warnings of a subworkflow stay its own', () => {
    const { diagnostics, executable } = analyse(containing('a.yaml'), {
      ...filesOf({ 'a.yaml': leaf.replace('name: a\n', '') }),
      severity: { 'missing-key': 'warning' },
    });
    assert.deepEqual([diagnostics, executable], [[], true]);
  });
});

describe('recursion', () => {
  it('of a file with itself', () => {
    expectDiagnostics(
      containing('«‹./main.yaml›»'),
      [
        {
          code: 'cycle',
          message: '"main.yaml" contains itself, so it would never end. Name another file.',
          nodes: ['part0'],
          related: ['"main.yaml" is named here.'],
        },
      ],
      { ...filesOf({ 'main.yaml': leaf }), file: 'main.yaml' },
    );
  });

  it('of files with each other names them all, from the root on', () => {
    const files = { 'sub/a.yaml': containing('b.yaml'), 'sub/b.yaml': containing('../main.yaml') };
    const { diagnostics, executable } = analyse(containing('sub/a.yaml'), { ...filesOf(files), file: 'main.yaml' });
    assert.deepEqual(
      diagnostics.map(({ code, message, related }) => [code, message, related.map(({ file }) => file)]),
      [
        [
          'cycle',
          'These workflows contain each other, so they would never end: main.yaml, sub/a.yaml, sub/b.yaml. Name another file.',
          [undefined, 'sub/a.yaml', 'sub/b.yaml'],
        ],
      ],
    );
    assert(!executable);
  });

  it('further down is said by the root too, at each node that leads there', () => {
    const files = { 'a.yaml': containing('b.yaml'), 'b.yaml': containing('a.yaml') };
    const { diagnostics } = analyse(containing('a.yaml', 'b.yaml'), { ...filesOf(files), file: 'main.yaml' });
    assert.deepEqual(
      diagnostics.map(({ code, nodes, related }) => [code, nodes, related.map(({ file }) => file)]),
      ['part0', 'part1'].map((node) => ['cycle', [node], ['a.yaml', 'b.yaml']]),
    );
  });

  it('is found without the root’s name too', () => {
    const { diagnostics } = analyse(containing('main.yaml'), filesOf({ 'main.yaml': containing('main.yaml') }));
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['cycle'],
    );
  });

  it('keeps the workflow from being executed when silenced', () => {
    const options = { ...filesOf({}), file: 'main.yaml', severity: { cycle: 'off' } } as const;
    assert(!analyse(containing('main.yaml'), options).executable);
  });

  it('is not two nodes that contain the same', () => {
    const files = { 'a.yaml': containing('c.yaml'), 'b.yaml': containing('c.yaml'), 'c.yaml': leaf };
    expectDiagnostics(containing('a.yaml', 'b.yaml', 'a.yaml'), [], filesOf(files));
  });
});

describe('subworkflows that nest', () => {
  const nested = (deep: number): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: deep }, (_, index) => [
        `${String(index + 1)}.yaml`,
        index + 1 === deep ? leaf : containing(`${String(index + 2)}.yaml`),
      ]),
    );

  it('may do so 16 deep', () => {
    expectDiagnostics(containing('1.yaml'), [], filesOf(nested(16)));
    expectDiagnostics(
      containing('«1.yaml»'),
      [
        {
          code: 'limit-exceeded',
          message: 'Subworkflows are nested more than 16 deep here. Flatten them.',
          nodes: ['part0'],
        },
      ],
      filesOf(nested(17)),
    );
  });

  it('are counted with all their nodes, each time that they are contained', () => {
    const files = filesOf({ 'a.yaml': containing('b.yaml', 'b.yaml'), 'b.yaml': leaf });
    const check = (nodes: number): string[] =>
      analyse(containing('a.yaml', 'a.yaml'), { ...files, limits: { nodes, branches: 9 } }).diagnostics.map(
        ({ severity, message }) => `${severity} ${message}`,
      );
    // 4 of the root, 2 x 4 of a, 4 x 2 of b
    assert.deepEqual(check(19), [
      'error More than 19 nodes, those of subworkflows included. Split the workflow, or raise the setting ipaWorkflow.limits.nodes.',
    ]);
    for (const limit of [20, 100])
      assert.deepEqual(check(limit), [
        `warning There are 20 nodes, those of subworkflows included; the limit is ${String(limit)}. So many are slow to draw and to follow.`,
      ]);
    assert.deepEqual(check(101), []);
  });

  it('double with each level at no cost', () => {
    const files = Object.fromEntries(
      Array.from({ length: 16 }, (_, index) => {
        const next = `${String(index + 2)}.yaml`;
        return [`${String(index + 1)}.yaml`, index === 15 ? leaf : containing(...Array<string>(20).fill(next))];
      }),
    );
    const options = filesOf(files);
    const { diagnostics } = analyse(containing('1.yaml'), options);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['invalid-value'],
    );
    assert.equal(options.asked.length, 16);
  });
});
