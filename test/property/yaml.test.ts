/** Bombs, deep nestings and broken texts of other projects' tests: each is analysed within limits, and none hangs the editor. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { rangeContains } from '../../src/base/text.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
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
