import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/architecture/imports.ts';

/** README.md may not be written yet. */
const pages = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md'], { cwd: root }).sort();

/** The targets of the links and pictures of a page, code left out. */
function targets(markdown: string): readonly string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const defined = [...prose.matchAll(/^\[[^\]]+\]:\s*<?(\S+?)>?\s*$/gm)];
  const html = [...prose.matchAll(/(?:src|href)="([^"]+)"/g)];
  return [...inline, ...defined, ...html].flatMap((match) => match[1] ?? []);
}

describe('the pages for people', () => {
  it('are found', () => {
    assert(pages.includes('CONTRIBUTING.md') && pages.includes(path.join('docs', 'architecture.md')));
  });

  for (const page of pages)
    it(`${page} links to files that exist`, () => {
      const broken = targets(readFileSync(path.join(root, page), 'utf8')).filter((target) => {
        if (/^([a-z][a-z+.-]*:|#)/i.test(target)) return false;
        const file = decodeURIComponent(target.split('#')[0] ?? '');
        return !existsSync(path.join(root, path.dirname(page), file));
      });
      assert.deepEqual(broken, []);
    });
});
