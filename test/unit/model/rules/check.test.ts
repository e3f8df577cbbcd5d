import assert from 'node:assert/strict';
import { finish } from '../../../../src/base/steps.ts';
import { checkRules } from '../../../../src/model/rules/check.ts';
import type { Rule } from '../../../../src/model/rules/rule.ts';
import { rules } from '../../../../src/model/rules/table.ts';
import { contextOf } from '../document.ts';

describe('the rules', () => {
  it('are one for each code', () => {
    const codes = rules.map(({ code }) => code);
    assert.deepEqual(codes, [...new Set(codes)]);
  });

  it('go on when one crashes, which is reported as internal-error', () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    const crashing: Rule = {
      code: 'cycle',
      severity: 'warning',
      *check() {
        yield { message: 'found before the crash', range };
        throw new Error('no such thing');
      },
    };
    const sound: Rule = { code: 'self-edge', severity: 'warning', check: () => [{ message: 'found', range }] };
    assert.deepEqual(finish(checkRules(contextOf('name: a\n'), [crashing, sound])), [
      {
        code: 'internal-error',
        severity: 'error',
        message:
          'The check "cycle" crashed, so its mistakes are not shown: no such thing. Please report it with this file.',
        range,
        nodes: [],
        related: [],
      },
      { code: 'self-edge', severity: 'warning', message: 'found', range, nodes: [], related: [] },
    ]);
  });
});
