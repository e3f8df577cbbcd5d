/** One error of the validator as a diagnostic: where it is, what it says, what was meant. */
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import { comparePositions, type Range } from '../../base/text.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import { nodeAt, pairOf, pairsOf, type PathStep, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import { keyDialects, valueDialects } from './dialects.ts';
import type { SchemaError } from './generated/validator.js';
import { keysOf, schemaAt, tagValues, valuesOf, wordsOf } from './lookup.ts';
import { boundText, mergeKey, mergeKeyText, nameOf, typeText } from './words.ts';

export function keysAt(path: readonly PathStep[], root: SyntaxNode): readonly string[] {
  return [...keysOf(schemaAt(root, path) ?? {}).keys()];
}

/**
 * In braces `source:a` is one word: a key of that name, without a value. What would be key and value with a space behind the colon;
 * undefined for what has no colon.
 */
export function withoutSpace(written: string): { readonly key: string; readonly value: string } | undefined {
  const [, key, value] = /^([A-Za-z_][\w-]*):(.+)$/s.exec(written) ?? [];
  return key === undefined || value === undefined ? undefined : { key, value };
}

/** The key that is meant: of those that are allowed and not written yet. */
export function keySuggestion(
  key: string,
  allowed: readonly string[],
  node: SyntaxNode | undefined,
): string | undefined {
  const free = allowed.filter((candidate) => !pairOf(node, candidate));
  const joined = withoutSpace(key);
  if (joined) return free.find((candidate) => candidate === joined.key);
  const dialect = Object.hasOwn(keyDialects, key) ? keyDialects[key] : undefined;
  return dialect !== undefined && free.includes(dialect) ? dialect : nearest(key, free);
}

/** What an error of the validator says, at its place in the tree. */
export function toDiagnostic(error: SchemaError, root: SyntaxNode): Diagnostic {
  const path = pathOf(error.instancePath, root);
  const node = nodeAt(root, path);
  const range = rangeAt(root, path);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(String(error.params.additionalProperty), path, root, node);
    case 'required':
      return missingKey(String(error.params.missingProperty), path, root, range);
    case 'discriminator': {
      const tag = String(error.params.tag);
      if (!pairOf(node, tag)) return missingKey(tag, path, root, range);
      return invalidValue([...path, tag], root, tagValues(schemaAt(root, path) ?? {}, tag));
    }
    case 'enum':
    case 'const':
      return invalidValue(path, root, valuesOf(schemaAt(root, path) ?? {}));
    case 'anyOf': {
      const words = wordsOf(schemaAt(root, path) ?? {});
      return words.length > 0 && node?.kind === 'scalar'
        ? invalidValue(path, root, words)
        : make('invalid-type', t('{0} must be {1}.', nameOf(path), typeText(schemaAt(root, path) ?? {})), range);
    }
    case 'type':
      return make('invalid-type', t('{0} must be {1}.', nameOf(path), typeText(schemaAt(root, path) ?? {})), range);
    default:
      return make('invalid-value', `${t('{0} is not valid here', nameOf(path))}: ${boundText(error)}`, range);
  }
}

function unknownKey(
  key: string,
  path: readonly PathStep[],
  root: SyntaxNode,
  node: SyntaxNode | undefined,
): Diagnostic {
  const allowed = keysAt(path, root);
  const suggestion = keySuggestion(key, allowed, node);
  const range = pairOf(node, key)?.key.range ?? rangeAt(root, path);
  if (suggestion !== undefined && withoutSpace(key)) return spaceMissing(key, suggestion, range);
  const hint =
    key === mergeKey
      ? mergeKeyText()
      : suggestion !== undefined
        ? t('Did you mean "{0}"?', suggestion)
        : allowed.includes('config') && keysAt([...path, 'config'], root).includes(key)
          ? t('It belongs under "config".')
          : allowed.length > 0
            ? t('Allowed here: {0}.', allowed.join(', '))
            : t('Nothing is allowed here.');
  return make('unknown-key', `${t('Unknown key "{0}".', key)} ${hint}`, range, suggestion);
}

function spaceMissing(written: string, key: string, range: Range): Diagnostic {
  const message = `${t('Unknown key "{0}".', written)} ${t('A space is missing behind "{0}:".', key)}`;
  return make('unknown-key', message, range, key);
}

function missingKey(key: string, path: readonly PathStep[], root: SyntaxNode, range: Range): Diagnostic {
  const what = path.length === 0 ? t('The workflow') : nameOf(path);
  const node = nodeAt(root, path);
  // Where the type is missing nobody else says so of the word that holds it.
  const joined = pairsOf(node).find(({ name }) => withoutSpace(name)?.key === key);
  if (joined) return spaceMissing(joined.name, key, joined.key.range);
  const hint = pairOf(node, mergeKey) ? ` ${mergeKeyText()}` : '';
  return make('missing-key', t('{0} needs the key "{1}".', what, key) + hint, firstLine(range, node), key);
}

function invalidValue(path: readonly PathStep[], root: SyntaxNode, allowed: readonly JsonValue[]): Diagnostic {
  const node = nodeAt(root, path);
  const written = node?.kind === 'scalar' ? String(node.value) : '';
  const names = allowed.map(String);
  const dialect = Object.hasOwn(valueDialects, written) ? valueDialects[written] : undefined;
  const isDialect = dialect !== undefined && names.includes(dialect);
  const suggestion = isDialect ? dialect : (nearest(written, names) ?? begunWith(written, names));
  const list = t('Allowed: {0}.', names.join(', '));
  const hint = suggestion === undefined ? list : `${t('Did you mean "{0}"?', suggestion)} ${list}`;
  return make(
    'invalid-value',
    `${t('"{0}" is not a value of {1}.', written, nameOf(path))} ${hint}`,
    rangeAt(root, path),
    suggestion,
  );
}

const shortestBeginning = 3;

/** The only one of the names that begins like that. */
function begunWith(written: string, names: readonly string[]): string | undefined {
  if (written.length < shortestBeginning) return undefined;
  const [only, ...others] = names.filter((name) => name.startsWith(written.toLowerCase()));
  return others.length === 0 ? only : undefined;
}

function make(code: DiagnosticCode, message: string, range: Range, suggestion?: string): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    range,
    nodes: [],
    related: [],
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** JSON pointer to path; steps into sequences become numbers. */
export function pathOf(pointer: string, root: SyntaxNode): readonly PathStep[] {
  const path: PathStep[] = [];
  let node: SyntaxNode | undefined = root;
  for (const part of pointer.split('/').slice(1)) {
    const step: PathStep = node?.kind === 'sequence' ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(step);
    node = typeof step === 'number' ? (node?.kind === 'sequence' ? node.items[step] : undefined) : valueOf(node, step);
  }
  return path;
}

/** Of the value; of the key where nothing is written behind it. */
function rangeAt(root: SyntaxNode, path: readonly PathStep[]): Range {
  const node = nodeAt(root, path);
  if (node) return node.kind === 'scalar' ? node.range : firstLine(node.range, node);
  const last = path.at(-1);
  const parent = nodeAt(root, path.slice(0, -1));
  if (typeof last === 'string') return pairOf(parent, last)?.key.range ?? root.range;
  return parent?.range ?? root.range;
}

function isKeyAtStart(first: Range, range: Range, node: SyntaxNode | undefined): boolean {
  return node?.kind === 'map' && comparePositions(first.start, range.start) === 0;
}

/** A range of several lines is shown on its first key, so that half a file is not underlined. */
function firstLine(range: Range, node: SyntaxNode | undefined): Range {
  if (range.start.line === range.end.line) return range;
  const first =
    node?.kind === 'map' ? node.pairs[0]?.key.range : node?.kind === 'sequence' ? node.items[0]?.range : undefined;
  // A key of several lines has a carriage return in it: there may be nothing else on the line where it begins.
  const isWhole = first && (first.start.line === first.end.line || isKeyAtStart(first, range, node));
  return isWhole
    ? first
    : {
        get start() {
          return range.start;
        },
        get end() {
          return { line: range.start.line, character: range.start.character + 1 };
        },
      };
}
