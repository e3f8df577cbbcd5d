import { type data } from '@actions/expressions';
import { emptyObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { JsonDictionary, LazyDictionary } from './data.ts';
import type { EvaluationContext } from './template.ts';

/** The contexts that an expression may name (`spec/format.md`, "Expressions"), with what they are, for completion and hover. */
export const contextNames = [
  'inputs',
  'input',
  'nodes',
  'item',
  'index',
  'secrets',
  'env',
  'workflow',
  'execution',
] as const;

/** What there is of contexts that hold nothing else. */
export const contextMembers: ReadonlyMap<string, readonly string[]> = new Map([
  ['workflow', ['name']],
  ['execution', ['id']],
]);

/** What there is of each node. */
export const nodeMembers: readonly string[] = ['output', 'status', 'error'];

/** The contexts as the evaluator wants them, each value looked up when it is asked for. */
export function contextsOf(context: EvaluationContext): data.Dictionary {
  return new LazyDictionary((name) => {
    switch (name.toLowerCase()) {
      case 'inputs':
        return new JsonDictionary(context.inputs);
      case 'input':
        return context.input;
      case 'nodes':
        return new LazyDictionary((id) => nodeObject(context.node(id)));
      case 'index':
        return context.item ? context.item.index : null;
      case 'secrets':
        return new LazyDictionary((secret) => context.secret(secret) ?? null);
      case 'env':
        return new LazyDictionary((variable) => context.env(variable) ?? null);
      case 'workflow':
        return object({ name: context.workflowName });
      case 'execution':
        return object({ id: context.executionId });
      default:
        return itemNamed(name, context);
    }
  });
}

function itemNamed(name: string, context: EvaluationContext): JsonValue {
  const { item } = context;
  if (!item) return null;
  const wanted = name.toLowerCase();
  return wanted === 'item' || wanted === item.as.toLowerCase() ? item.value : null;
}

function nodeObject(node: ReturnType<EvaluationContext['node']>): JsonValue {
  return node ? object({ output: node.output, status: node.status, error: node.error }) : null;
}

function object(entries: Record<string, JsonValue>): JsonObject {
  return Object.assign(emptyObject(), entries);
}
