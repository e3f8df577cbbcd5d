import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import themes from '../../support/webview/themes.json' with { type: 'json' };

const folder = new URL('../../../webview/graph/', import.meta.url);
const styles = readdirSync(folder)
  .filter((name) => name.endsWith('.css'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');

describe('the graph view’s styles', () => {
  it('name no colour of their own', () => {
    const values = [...styles.matchAll(/^\s*[\w-]+: ([^;]+);$/gm)].map(([, value]) => value ?? '');
    assert.ok(values.length > 100);
    const literal =
      /#[0-9a-f]{3,8}\b|\b(rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(|\b(white|black|red|green|blue|gr[ae]y|yellow)\b/i;
    assert.deepEqual(
      values.map((value) => value.replace(/--[\w-]+/g, '')).filter((value) => literal.test(value)),
      [],
    );
  });

  it('name the system’s colours only where colours are forced', () => {
    const chosen = styles.replace(/@media \(forced-colors: active\) \{[\s\S]*?\n\}/g, '');
    assert.doesNotMatch(chosen, /\b(Canvas|CanvasText|Highlight|GrayText)\b/);
    assert.match(styles, /CanvasText/);
  });

  const fonts = ['font-family', 'font-size', 'font-weight'];
  for (const [name, { variables }] of Object.entries(themes))
    it(`use what the theme ${name} has, or something else instead`, () => {
      const needed = new Set([...styles.matchAll(/var\(--vscode-([\w-]+)\)/g)].map(([, variable]) => variable ?? ''));
      assert.ok(needed.size > 5);
      assert.deepEqual(
        [...needed].filter((variable) => !fonts.includes(variable) && !Object.hasOwn(variables, variable)),
        [],
      );
    });
});
