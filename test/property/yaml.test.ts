/**
 * Bombs, deep nestings and broken texts of other projects' tests: each is analysed within limits, and none hangs the editor. The YAML
 * test suite: what is no YAML is said to be none, at its line, and nothing else is.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { rangeContains } from '../../src/base/text.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { parse } from '../../src/model/syntax/parse.ts';
import { Analyser } from '../support/property/analyser.ts';

const file = new URL('../../../shared/cases/yaml/hostile.json', import.meta.url);

type Part =
  readonly [text: string, times: number] | readonly ['__repeat_group__', times: number, parts: readonly Part[]];

interface Case {
  readonly id: string;
  readonly name: string;
  readonly expected: {
    readonly outcome?: 'ok' | 'error' | 'either' | 'error_or_ok';
    readonly syntax_error?: boolean;
    readonly first_error?: { readonly line: number; readonly character: number };
  };
  readonly yaml?: string;
  readonly parts?: readonly Part[];
}

function expand(parts: readonly Part[]): string {
  return parts.map((part) => (part.length === 3 ? expand(part[2]).repeat(part[1]) : part[0].repeat(part[1]))).join('');
}

/** Far more than any may take: what the machine does besides fails no test. */
const patienceMs = 20_000;

/** Exactly 100 aliases, as many as our limit allows; the parser that it comes from counts otherwise. */
const withinOurLimits = ['yh-eemeli-quadratic'];

const codesOfText: readonly string[] = ['yaml-syntax', 'duplicate-key', 'multiple-documents', 'limit-exceeded'];

describe('Hostile texts', () => {
  if (!existsSync(file)) {
    it(`are not here (${file.pathname}), so nothing is tested`);
    return;
  }
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] };
  let analyser: Analyser | undefined;
  afterEach(async function () {
    if (this.currentTest?.isFailed() !== true) return;
    await analyser?.close();
    analyser = undefined;
  });
  after(() => analyser?.close());

  for (const { id, name, expected, yaml, parts } of cases)
    it(`${id}: ${name}`, async () => {
      analyser ??= new Analyser();
      const text = yaml ?? (parts && expand(parts));
      assert(text !== undefined);
      const { diagnostics, isClean } = await analyser.analyse(text, patienceMs);
      const found = JSON.parse(diagnostics) as readonly Diagnostic[];
      assert.deepEqual(
        found.filter(({ code }) => code === 'internal-error'),
        [],
      );
      assert(isClean, 'Object.prototype has changed');
      const mistakes = found.filter(({ code }) => codesOfText.includes(code));
      if (expected.outcome === 'ok')
        assert(
          mistakes.every(({ code }) => code === 'limit-exceeded'),
          mistakes.map(({ message }) => message).join(),
        );
      const isWrong = expected.outcome === 'error' || expected.syntax_error === true;
      if (isWrong && !withinOurLimits.includes(id)) assert.notDeepEqual(mistakes, []);
      if (expected.first_error) {
        const { line, character } = expected.first_error;
        const range = mistakes[0]?.range;
        assert(
          range && rangeContains(range, { line, character }),
          `${line}:${character}, not ${JSON.stringify(range)}`,
        );
      }
    }).timeout(patienceMs + 5_000);
});

interface SuiteCase {
  readonly id: string;
  readonly name: string;
  readonly yaml: string;
  readonly expected: {
    readonly syntax_error: boolean;
    /** Counted from 0: where one of several parsers sees the mistake. */
    readonly first_error_line_any_of?: readonly number[];
  };
}

/** What the `yaml` package does otherwise than the suite wants; a text that leaves this list is a reason to look. */
const gaps: readonly (readonly [id: string, gap: 'missed' | 'refused'])[] = [
  // Two keys that are nothing: to us a key that is there twice.
  ['yts-2JQS', 'refused'],
  // Directives without a document behind them, and one that is there twice.
  ['yts-9MMA', 'missed'],
  ['yts-SF5V', 'missed'],
  // %YAML with more than a version.
  ['yts-ZYU8-02', 'refused'],
];

describe('The YAML test suite', () => {
  const suite = new URL('suite.json', file);
  if (!existsSync(suite)) {
    it(`is not here (${suite.pathname}), so nothing is tested`);
    return;
  }
  const { cases } = JSON.parse(readFileSync(suite, 'utf8')) as { readonly cases: readonly SuiteCase[] };

  it('is told from what is no YAML, but for the gaps that are known', () => {
    const found = cases.flatMap(({ id, yaml, expected }) => {
      const { problems } = parse(yaml);
      // That a workflow is one document is our wish, not YAML's.
      const isRefused = problems.some(({ code }) => code !== 'multiple-documents');
      if (expected.syntax_error) return problems.length === 0 ? [[id, 'missed']] : [];
      return isRefused ? [[id, 'refused']] : [];
    });
    assert.deepEqual(found.sort(), gaps);
  });

  it('has its mistakes at the lines where other parsers see them', () => {
    const elsewhere = cases.flatMap(({ id, name, yaml, expected: { first_error_line_any_of: expected } }) => {
      const lines = parse(yaml).problems.map(({ range }) => range.start.line);
      const isThere = lines.length === 0 || !expected || expected.includes(Math.min(...lines));
      return isThere ? [] : [`${id} ${name}: line ${lines.join()}, not one of ${expected.join()}`];
    });
    assert.deepEqual(elsewhere, []);
  });
});
