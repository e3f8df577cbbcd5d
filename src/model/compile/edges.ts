import type { EdgeDefinition } from '../definition.ts';
import { compileCondition } from '../expressions/compileTemplate.ts';
import { itemsOf, stringOf, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import { type CompileContext, optional, readBoolean, readEnum, readString, readTemplate } from './read.ts';

/** Every edge that names two ends, whether the nodes are there or not. */
export function compileEdges(context: CompileContext): readonly EdgeDefinition[] {
  return itemsOf(valueOf(context.tree.root, 'edges')).flatMap((item) => compileEdge(item, context) ?? []);
}

function compileEdge(item: SyntaxNode, context: CompileContext): EdgeDefinition | undefined {
  const source = valueOf(item, 'source');
  const target = valueOf(item, 'target');
  const [from, to] = [stringOf(source), stringOf(target)];
  if (!source || !target || from === undefined || to === undefined) return undefined;
  return {
    source: from,
    target: to,
    on: readEnum(item, 'on', ['success', 'failure', 'always']) ?? 'success',
    default: readBoolean(item, 'default') ?? false,
    range: item.range,
    sourceRange: source.range,
    targetRange: target.range,
    ...optional('condition', readTemplate(item, 'condition', context, compileCondition)),
    ...optional('label', readString(item, 'label')),
  };
}
