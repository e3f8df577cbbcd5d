import assert from 'node:assert/strict';
import { isMap, parseDocument, visit } from 'yaml';
import { applyEdits } from '../../../src/language/edits.ts';
import { fixAll } from '../../../src/language/fixes/fixAll.ts';
import { quickFixes } from '../../../src/language/fixes/quickFixes.ts';
import type { CodeAction } from '../../../src/language/types.ts';
import { type Diagnostic, type DiagnosticCode, diagnosticCodes } from '../../../src/model/diagnostic.ts';
import { analyse, type Project } from '../../../src/model/project.ts';
import { type FixCase, fixCases, frame, textOf } from './fixCases.ts';

/** Codes that `format.md` marks with a fix. */
const marked: readonly DiagnosticCode[] = [
  ...(['unknown-key', 'missing-key', 'invalid-value', 'duplicate-node-id', 'duplicate-edge', 'unknown-node'] as const),
  ...(['missing-start', 'missing-end', 'unreachable-node', 'cannot-reach-end', 'unsynchronized-merge'] as const),
  ...(['implicit-fork', 'join-on-exclusive-branches', 'single-branch-fork', 'single-branch-join'] as const),
  ...(['single-branch-gateway', 'exclusive-without-default', 'condition-always-true', 'unknown-agent'] as const),
  ...(['unused-agent', 'unused-input', 'unknown-reference'] as const),
];

const styles: readonly (readonly [string, (text: string) => string])[] = [
  ['flow style', (text) => text],
  ['block style', blockStyle],
  ['flow style with CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['block style with CRLF', (text) => blockStyle(text).replaceAll('\n', '\r\n')],
  ['JSON', (text) => JSON.stringify(parseDocument(text).toJS(), null, 2)],
  ['JSON on one line', (text) => JSON.stringify(parseDocument(text).toJS())],
];

/** The same with a line for each key of a node, an edge and an agent. */
function blockStyle(text: string): string {
  const document = parseDocument(text);
  visit(document, {
    Map: (_, node) => {
      if (isMap(node)) node.flow = false;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function diagnosticOf({ code }: FixCase, { diagnostics }: Project): Diagnostic {
  const found = diagnostics.find((one) => one.code === code);
  assert(found, `${code} is not reported, but ${diagnostics.map((one) => one.code).join(', ')}`);
  return found;
}

/** The first one that is offered; at most one is preferred, and then it is this one. */
function firstOf(actions: readonly CodeAction[]): CodeAction {
  const [first, ...others] = actions;
  assert(first);
  assert.deepEqual(
    others.filter(({ isPreferred }) => isPreferred),
    [],
  );
  return first;
}

function errors({ diagnostics }: Project): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`);
}

function count({ diagnostics }: Project, code: DiagnosticCode): number {
  return diagnostics.filter((one) => one.code === code).length;
}

/** Lines of the first that the second has not, each as often as it is missing. */
function missing(first: string, second: string): readonly string[] {
  const left = second.split('\n');
  return first.split('\n').filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

describe('quick fixes', () => {
  it('are there for every code that is marked', () => {
    assert.deepEqual(
      marked.filter((code) => !fixCases.some((one) => one.code === code)),
      [],
    );
    assert.equal(errors(analyse(frame)).join('\n'), '');
  });

  for (const one of fixCases)
    for (const [style, write] of styles)
      it(`${one.code}: ${one.what}, in ${style}`, () => {
        const project = analyse(write(textOf(one)));
        const diagnostic = diagnosticOf(one, project);
        const actions = quickFixes(project, [diagnostic]);
        const first = firstOf(actions);
        assert.equal(first.title, one.title);
        for (const action of actions) {
          const text = applyEdits(project.syntax, action.edits);
          const fixed = analyse(text);
          assert.deepEqual(fixed.syntax.problems, [], `${action.title}:\n${text}`);
          if (text.includes('\r')) assert.equal(/(?<!\r)\n/.test(text), false, 'a line break of another kind');
          assert(count(fixed, one.code) < count(project, one.code), `${action.title}:\n${text}`);
          if (action.title.startsWith('Ignore')) continue;
          const before = errors(project);
          assert.deepEqual(
            errors(fixed).filter((error) => !before.includes(error)),
            [],
            `${action.title}:\n${text}`,
          );
        }
        if (style !== 'flow style') return;
        const text = applyEdits(project.syntax, first.edits);
        assert.deepEqual(missing(text, project.text), one.added);
        assert.deepEqual(missing(project.text, text), one.removed);
      });
});

it('a node that has the id of another is offered no edge that the other has', () => {
  const twice = frame
    .replace('  - { id: start, type: start }\n', '')
    .replace('  - { source: start, target: first }\n', '')
    .replace('  - { id: end,', '  - { id: second, type: agent_task, agent_id: api }\n  - { id: end,');
  const project = analyse(twice);
  const edges = project.text.split('\n').filter((line) => line.includes('source:'));
  const again = project.diagnostics.find(({ code }) => code === 'duplicate-node-id');
  assert(again);
  const lost: Diagnostic = {
    ...{ code: 'unreachable-node', severity: 'error', message: '', range: again.range },
    ...{ nodes: ['second'], related: [] },
  };
  for (const { edits } of quickFixes(project, [lost]).filter(({ title }) => title.startsWith('Add an edge')))
    for (const { newText } of edits) assert(!edges.some((edge) => edge.trim() === newText.trim()), newText);
});

describe('fixes that would do harm are not offered:', () => {
  const offered = (text: string, code: DiagnosticCode): readonly string[] => {
    const project = analyse(text);
    const found = project.diagnostics.filter((one) => one.code === code);
    assert(found.length > 0, `${code} is not reported`);
    return quickFixes(project, found).flatMap(({ title }) => (title.startsWith('Ignore') ? [] : [title]));
  };

  it('no condition is removed beside a default that it hides', () => {
    const choosing = (condition: string): string =>
      frame
        .replace('  - { id: end,', '  - { id: choose, type: exclusive_gateway }\n  - { id: end,')
        .replace('target: second } # here', 'target: choose }')
        .concat(
          `  - { source: choose, target: second, condition: true }\n  - { source: choose, target: end${condition} }\n`,
        );
    assert.deepEqual(offered(choosing(', default: true'), 'condition-always-true'), []);
    assert.deepEqual(offered(choosing(', condition: inputs.url'), 'condition-always-true'), [
      'Mark the edge to "second" as the default',
    ]);
  });

  for (const agents of ['\n  []: { uses: mock }\n', ' text\n', ' [text]\n'])
    it(`no agent is written over${agents.trimEnd()}`, () => {
      const text = `name: x\nagents:${agents}${frame.slice(frame.indexOf('nodes:'))}`;
      assert.deepEqual(offered(text, 'unknown-agent'), []);
    });

  for (const key of ['timeout_seconds: 5', 'error_handling: { max_retries: 2 }'])
    it(`no gateway is removed that has ${key}`, () => {
      const single = (config: string): string =>
        frame
          .replace(
            '  - { id: end,',
            `  - { id: fork, type: parallel_gateway, gateway_type: fork${config} }\n  - { id: end,`,
          )
          .replace('target: second } # here', 'target: fork }')
          .concat('  - { source: fork, target: second }\n');
      assert.deepEqual(offered(single(`, config: { ${key} }`), 'single-branch-fork'), []);
      assert.deepEqual(offered(single(''), 'single-branch-fork'), ['Remove the gateway "fork"']);
    });
});

describe('ignoring a diagnostic', () => {
  const ignoring = (text: string, code: DiagnosticCode): string => {
    const project = analyse(text);
    const diagnostic = project.diagnostics.find((one) => one.code === code);
    assert(diagnostic, `${code} is not reported`);
    const action = quickFixes(project, [diagnostic]).find(({ title }) => title === `Ignore ${code} on this line`);
    return action ? applyEdits(project.syntax, action.edits) : '';
  };
  const broken = frame.replace('agent_id: api } # one', 'agent_id: none } # one');

  it('writes a comment above', () => {
    const text = ignoring(broken, 'unknown-agent');
    assert.deepEqual(missing(text, broken), ['  # workflow-ignore: unknown-agent']);
    assert.deepEqual(errors(analyse(text)), []);
  });

  it('adds to the comment that is there', () => {
    const text = ignoring(broken.replace('# one', '# workflow-ignore: self-edge # why'), 'unknown-agent');
    assert.match(text, /agent_id: none \} # workflow-ignore: self-edge, unknown-agent # why\n/);
    assert.deepEqual(errors(analyse(text)), []);
  });

  it('adds to no text that only has the words', () => {
    const text = broken.replace('{ id: first,', '{ id: first, name: "# workflow-ignore: a",');
    assert.deepEqual(missing(ignoring(text, 'unknown-agent'), text), ['  # workflow-ignore: unknown-agent']);
    const both = text.replace('# one', '# workflow-ignore: self-edge');
    assert.match(
      ignoring(both, 'unknown-agent'),
      /"# workflow-ignore: a".* # workflow-ignore: self-edge, unknown-agent\n/,
    );
  });

  it('puts it behind the mark of a text of several lines, and nowhere else in it', () => {
    const block = (lines: string): string =>
      frame.replace('with: { url: "${{ inputs.url }}" } }', 'with: { url: a } }').replace('  # two\n', '') +
      `outputs:\n  all: |\n${lines}`;
    assert.match(
      ignoring(block('    ${{ inputs.no }}\n'), 'unknown-reference'),
      /all: \| # workflow-ignore: unknown-reference\n/,
    );
    assert.equal(ignoring(block('    text\n    ${{ inputs.no }}\n'), 'unknown-reference'), '');
  });

  it('is not offered where nothing knows what is a comment', () => {
    const text = frame.replace('# one', '').replace('{ id: second,', '{ id: "second,');
    assert.equal(ignoring(text, 'yaml-syntax'), '');
  });

  it('is offered for every other code', () => {
    const project = analyse(frame);
    for (const code of diagnosticCodes) {
      if (code === 'yaml-syntax' || code === 'limit-exceeded') continue;
      const range = project.definition.nodes[1]!.idRange;
      const [action] = quickFixes(project, [
        { code, severity: 'error', message: '', range, nodes: [], related: [] },
      ]).slice(-1);
      assert(action, code);
      const text = applyEdits(project.syntax, action.edits);
      assert.deepEqual(missing(text, frame), [`  # workflow-ignore: ${code}`]);
    }
  });
});

describe('fix all', () => {
  const all = (text: string): string => {
    const change = fixAll(analyse(text), analyse);
    return change ? applyEdits(analyse(text).syntax, [change]) : text;
  };

  it('mends what is safe, until nothing changes', () => {
    const broken = frame
      .replace('nodes:\n', 'steps:\n')
      .replace('id: first, type: agent_task', 'id: first, type: agent')
      .replace('{ id: second, type: agent_task, agent_id: api }', '{ id: second, typ: task, agent: api }')
      .replace(
        '{ source: first, target: second } # here',
        '{ from: first, to: second } # here\n  - { source: first, target: second }',
      )
      .replaceAll('\n', '\r\n');
    assert.equal(all(broken), frame.replaceAll('\n', '\r\n'));
  });

  for (const [what, before, after] of [
    ['a node that may be another one', 'target: second } # here', 'target: secnd } # here'],
    [
      'an agent that may be another one',
      'id: first, type: agent_task, agent_id: api',
      'id: first, type: agent_task, agent_id: apii',
    ],
    ['a second edge that says more', '  # onwards\n', '  - { source: first, target: second, label: yes }\n'],
    ['a key that nothing is near to', 'id: first,', 'id: first, zzzzzz: 1,'],
    ['nothing', '', ''],
  ] as const)
    it(`leaves ${what}`, () => {
      const text = frame.replace(before, after);
      assert.equal(fixAll(analyse(text), analyse), undefined);
    });
});
