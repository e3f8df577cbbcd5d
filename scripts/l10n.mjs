/**
 * `npm run l10n`: collects the English texts of the `t('…')` calls in src and webview, and the descriptions of the schema, into
 * l10n/bundle.l10n.json, and lists what the translations lack or have no use for.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundleFile = path.join(root, 'l10n/bundle.l10n.json');
const schemaFile = path.join(root, 'schemas/workflow.schema.json');

/** It translates the schema's descriptions, so its argument is no literal. */
const schemaReader = path.normalize('src/language/schemaText.ts');

/**
 * The texts, sorted, and the calls whose text is not a literal (`file:line`), which nobody could translate.
 *
 * @returns {{ texts: string[], unreadable: string[] }}
 */
export function collectTexts() {
  /** @type {Set<string>} */
  const texts = new Set();
  /** @type {string[]} */
  const unreadable = [];
  for (const file of globSync('{src,webview}/**/*.ts', { cwd: root }).sort()) {
    if (file === path.normalize('src/base/l10n.ts')) continue;
    const source = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (/** @type {ts.Node} */ node) => {
      if (isTranslation(node)) {
        const [text] = node.arguments;
        if (text && ts.isStringLiteralLike(text)) texts.add(text.text);
        else if (file !== schemaReader)
          unreadable.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  for (const text of descriptions(JSON.parse(readFileSync(schemaFile, 'utf8')))) texts.add(text);
  return { texts: [...texts].sort(), unreadable };
}

/**
 * @param {unknown} value
 * @returns {string[]}
 */
function descriptions(value) {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'description' && typeof part === 'string' ? [part] : descriptions(part),
  );
}

/** @type {(node: ts.Node) => node is ts.CallExpression} */
function isTranslation(node) {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't';
}

/**
 * English text to translated text.
 *
 * @param {string} file relative to the root
 * @returns {Record<string, string>}
 */
export function readBundle(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { texts, unreadable } = collectTexts();
  mkdirSync(path.dirname(bundleFile), { recursive: true });
  writeFileSync(bundleFile, `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`);
  console.log(`${texts.length} texts in l10n/bundle.l10n.json.`);
  for (const place of unreadable) console.error(`${place}: the text of t(…) is not a literal.`);
  const translated = readBundle('l10n/bundle.l10n.zh-tw.json');
  const missing = texts.filter((text) => !Object.hasOwn(translated, text));
  const unused = Object.keys(translated).filter((text) => !texts.includes(text));
  if (missing.length > 0) console.log(`\nbundle.l10n.zh-tw.json lacks:\n${JSON.stringify(missing, null, 2)}`);
  if (unused.length > 0) console.log(`\nbundle.l10n.zh-tw.json has no use for:\n${JSON.stringify(unused, null, 2)}`);
  if (unreadable.length > 0) process.exitCode = 1;
}
