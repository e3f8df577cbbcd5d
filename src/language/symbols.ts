/** The outline: inputs, agents, nodes and edges, as far as they are written. */
import { Attached } from '../base/attached.ts';
import { comparePositions, type Range } from '../base/text.ts';
import { t } from '../base/l10n.ts';
import type { Project } from '../model/project.ts';
import { itemsOf, pairsOf, stringOf, type SyntaxNode, type SyntaxPair, valueOf } from '../model/syntax/syntaxTree.ts';
import type { OutlineKind, OutlineSymbol } from './types.ts';

export function symbols({ syntax }: Pick<Project, 'syntax'>): readonly OutlineSymbol[] {
  return pairsOf(syntax.root).flatMap((pair) => section(pair) ?? []);
}

/** What the outline says of an item, beforehand. */
export function rememberSymbol(list: 'nodes' | 'edges', item: SyntaxNode): void {
  if (list === 'nodes') remembered(nodeSymbols, item, nodeSymbol);
  else remembered(edgeSymbols, item, edgeSymbol);
}

function section(pair: SyntaxPair): OutlineSymbol | undefined {
  switch (pair.name) {
    case 'inputs':
      return container(
        pair,
        pairsOf(pair.value).map((input) => named(input, 'input', 'type')),
      );
    case 'agents':
      return container(
        pair,
        pairsOf(pair.value).map((agent) => named(agent, 'agent', 'uses')),
      );
    case 'nodes':
      return container(
        pair,
        itemsOf(pair.value).map((item) => remembered(nodeSymbols, item, nodeSymbol)),
      );
    case 'edges':
      return container(
        pair,
        itemsOf(pair.value).map((item) => remembered(edgeSymbols, item, edgeSymbol)),
      );
    default:
      return undefined;
  }
}

/** The symbol of an item says the same as long as the item does: its ranges move with it. */
const nodeSymbols = new Attached<SyntaxNode, OutlineSymbol>();
const edgeSymbols = new Attached<SyntaxNode, OutlineSymbol>();

function remembered(
  known: Attached<SyntaxNode, OutlineSymbol>,
  item: SyntaxNode,
  make: (item: SyntaxNode) => OutlineSymbol,
): OutlineSymbol {
  let symbol = known.get(item);
  if (!symbol) known.set(item, (symbol = make(item)));
  return symbol;
}

function container(pair: SyntaxPair, children: readonly OutlineSymbol[]): OutlineSymbol {
  return symbol(pair.name, String(children.length), 'section', pair.range, pair.key.range, children);
}

function named(pair: SyntaxPair, kind: OutlineKind, detailKey: string): OutlineSymbol {
  return symbol(pair.name, textOf(pair.value, detailKey), kind, pair.range, pair.key.range);
}

function nodeSymbol(item: SyntaxNode): OutlineSymbol {
  const type = textOf(item, 'type');
  const gateway = textOf(item, 'gateway_type');
  const uses = textOf(item, 'agent_id') || textOf(valueOf(item, 'config'), 'path');
  const about = [gateway || type, uses].filter(Boolean).join(' · ');
  return symbol(textOf(item, 'id'), about, nodeKind(type, gateway), item.range, valueOf(item, 'id')?.range);
}

function nodeKind(type: string, gateway: string): OutlineKind {
  switch (type) {
    case 'start':
    case 'end':
    case 'agent_task':
    case 'exclusive_gateway':
    case 'approval':
    case 'delay':
    case 'for_each':
    case 'subworkflow':
      return type;
    case 'parallel_gateway':
      return gateway === 'join' ? 'join' : 'fork';
    default:
      return 'node';
  }
}

function edgeSymbol(item: SyntaxNode): OutlineSymbol {
  const ends = `${textOf(item, 'source') || '…'} → ${textOf(item, 'target') || '…'}`;
  const when = ['label', 'condition', 'on'].map((key) => textOf(item, key)).find(Boolean) ?? '';
  return symbol(ends, when, 'edge', item.range, valueOf(item, 'source')?.range);
}

function symbol(
  name: string,
  detail: string,
  kind: OutlineKind,
  range: Range,
  selection: Range | undefined,
  children: readonly OutlineSymbol[] = [],
): OutlineSymbol {
  // An alias's value stands elsewhere.
  const inside =
    selection && comparePositions(range.start, selection.start) <= 0 && comparePositions(selection.end, range.end) <= 0;
  const selectionRange = inside ? selection : startOf(range);
  return { name: name.trim() === '' ? t('(no name)') : name, detail, kind, range, selectionRange, children };
}

function startOf(range: Range): Range {
  return {
    get start() {
      return range.start;
    },
    get end() {
      return range.start;
    },
  };
}

function textOf(node: SyntaxNode | undefined, key: string): string {
  const value = valueOf(node, key);
  return value?.kind === 'scalar' && value.value !== null ? String(value.value) : (stringOf(value) ?? '');
}
