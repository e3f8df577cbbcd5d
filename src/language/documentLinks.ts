/** What can be opened from the text: the files of subworkflows and scripts, addresses, and the schema of a modeline. */
import type { Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import {
  itemsOf,
  pairsOf,
  stringOf,
  type SyntaxNode,
  type SyntaxScalar,
  type SyntaxTree,
  valueOf,
} from '../model/syntax/syntaxTree.ts';

export interface DocumentLink {
  readonly range: Range;
  /** A path as seen from the document's folder, or an address. */
  readonly target:
    { readonly kind: 'file'; readonly path: string } | { readonly kind: 'address'; readonly url: string };
}

export function documentLinks({ syntax, definition }: Pick<Project, 'syntax' | 'definition'>): readonly DocumentLink[] {
  const found = [...modelines(syntax)];
  const file = (node: SyntaxNode | undefined): void => {
    const path = stringOf(node)?.trim();
    if (node && path !== undefined && isRelativePath(path))
      found.push({ range: node.kind === 'scalar' ? inner(node) : node.range, target: { kind: 'file', path } });
  };
  const { root } = syntax;
  for (const { name, value } of pairsOf(valueOf(root, 'agents')))
    if (definition.agents.get(name)?.uses === 'script') file(valueOf(valueOf(value, 'with'), 'path'));
  for (const node of itemsOf(valueOf(root, 'nodes'))) {
    // What thousands hold would have to be read again.
    if (!node.source.text.includes('path')) continue;
    if (stringOf(valueOf(node, 'type')) === 'subworkflow') file(valueOf(valueOf(node, 'config'), 'path'));
    const agent = stringOf(valueOf(node, 'agent_id'));
    if (agent !== undefined && definition.agents.get(agent)?.uses === 'script')
      file(valueOf(valueOf(node, 'with'), 'path'));
  }
  found.push(...addresses(syntax));
  return found;
}

function isRelativePath(path: string): boolean {
  return path !== '' && !path.includes('${{') && !path.includes('\\') && !path.startsWith('/') && !/^\w+:/.test(path);
}

const address = /https?:\/\/[^\s"'`<>\\{}[\]$]+/g;

/** Addresses that are written out; what an expression completes cannot be opened. */
function* addresses({ text, lines }: SyntaxTree): Iterable<DocumentLink> {
  for (const { index, 0: found } of text.matchAll(address)) {
    const url = found.replace(/[.,;:!?)]+$/, '');
    const end = index + url.length;
    if (text.startsWith('${{', index + found.length) || isInModeline(text, index)) continue;
    yield { range: lines.range(index, end), target: { kind: 'address', url } };
  }
}

/** Those are links of their own. */
function isInModeline(text: string, index: number): boolean {
  return text.slice(Math.max(0, index - '$schema='.length), index) === '$schema=';
}

function inner({ range, style }: SyntaxScalar): Range {
  const { start, end } = range;
  if (style !== 'quoted') return range;
  return {
    start: { line: start.line, character: start.character + 1 },
    end: { line: end.line, character: Math.max(0, end.character - 1) },
  };
}

const server = 'yaml-language-server:';
const modeline = /^[ \t]*#[ \t]*yaml-language-server:[ \t]*\$schema=(\S+)/;

function* modelines({ text, lines }: SyntaxTree): Iterable<DocumentLink> {
  for (let at = text.indexOf(server); at >= 0; at = text.indexOf(server, at + 1)) {
    const { line } = lines.positionAt(at);
    const start = lines.offsetAt({ line, character: 0 });
    const match = modeline.exec(text.slice(start, lines.offsetAt({ line: line + 1, character: 0 })));
    const [whole, schema] = match ?? [];
    if (whole === undefined || schema === undefined || start + whole.indexOf(server) !== at) continue;
    const range = lines.range(start + whole.length - schema.length, start + whole.length);
    if (/^https?:\/\//.test(schema)) yield { range, target: { kind: 'address', url: schema } };
    else if (isRelativePath(schema)) yield { range, target: { kind: 'file', path: schema } };
  }
}
