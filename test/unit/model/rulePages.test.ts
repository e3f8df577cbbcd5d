import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnosticCodes, type DiagnosticCode } from '../../../src/model/diagnostic.ts';
import { analyse } from '../../../src/model/project.ts';
import { root } from '../../support/architecture/imports.ts';

/** Codes that no text on a page can show: a limit is far away, a crash is not known, and a page has no other files. */
const notShown: readonly DiagnosticCode[] = ['limit-exceeded', 'internal-error', 'not-available'];

/** Codes whose mistake is always another one too: what leads to the start either closes a circle or is not reached. */
const comesWith: Partial<Record<DiagnosticCode, DiagnosticCode>> = { 'start-with-incoming': 'cycle' };

/** The codes that something in the model reports: those that stand in quotes anywhere but in their list. */
function reportable(): readonly DiagnosticCode[] {
  const sources = globSync('src/model/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('diagnostic.ts') && !file.includes('generated'))
    .map((file) => readFileSync(path.join(root, file), 'utf8'))
    .join('\n');
  return diagnosticCodes.filter((code) => sources.includes(`'${code}'`));
}

/** Empty where there is none. */
function pageOf(code: string): string {
  const file = path.join(root, 'docs', 'rules', `${code}.md`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The workflow of a page under a heading. */
function example(page: string, heading: string): string | undefined {
  const part = page.split(/^## /m).find((one) => one.startsWith(heading));
  return /```yaml\n([\s\S]*?)```/.exec(part ?? '')?.[1];
}

describe('the pages of the codes (docs/rules)', () => {
  it('are one for each code that can be reported, and none else', () => {
    const pages = globSync('docs/rules/*.md', { cwd: root }).map((file) => path.basename(file, '.md'));
    assert.deepEqual(pages.sort(), [...reportable()].sort());
  });

  it('are of all codes that there are', () => {
    assert.deepEqual(reportable(), diagnosticCodes);
  });

  it('are of codes each of which a document shows in the tests of the rules', () => {
    const tests = globSync('test/unit/model/**/*.test.ts', { cwd: root })
      .filter((file) => !file.endsWith('rulePages.test.ts'))
      .map((file) => readFileSync(path.join(root, file), 'utf8'))
      .join('\n');
    const untested = reportable().filter((code) => !tests.includes(`'${code}'`));
    assert.deepEqual(untested, []);
  });

  for (const code of reportable())
    describe(code, () => {
      const page = pageOf(code);
      const severity = /^Default: (error|warning|info|hint)\./m.exec(page)?.[1];

      it('has its parts, in their order', () => {
        const headings = page.split('\n').filter((line) => line.startsWith('#'));
        assert.deepEqual(headings.slice(0, 1), [`# ${code}`]);
        assert.deepEqual(
          headings.filter((line) => line.startsWith('## ')),
          ['## Bad', '## Good', '## How to fix', '## Severity'],
        );
        assert(severity, 'it says no default severity');
        assert(page.includes(`\`# workflow-ignore: ${code}\``));
        assert(page.includes('`ipaWorkflow.validation.severity`'));
      });

      it('has a bad example that gives this code alone, with the severity of the page', () => {
        const bad = example(page, 'Bad');
        assert.equal(bad === undefined, notShown.includes(code));
        if (bad === undefined) return;
        const found = analyse(bad).diagnostics.map((one) => `${one.severity} ${one.code}`);
        const other = comesWith[code];
        const expected = [...(other === undefined ? [] : [`error ${other}`]), `${severity ?? ''} ${code}`];
        assert.deepEqual([...new Set(found)].sort(), expected.sort());
      });

      it('has a good example that gives nothing', () => {
        const good = example(page, 'Good');
        assert(good !== undefined);
        const { diagnostics, executable } = analyse(good);
        assert.deepEqual(diagnostics, []);
        assert(executable);
      });
    });
});
