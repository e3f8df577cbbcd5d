import type { InputDefinition } from '../definition.ts';
import { pairOf, pairsOf, type SyntaxPair, type SyntaxTree, toJson, valueOf } from '../syntax/syntaxTree.ts';
import { optional, readBoolean, readEnum, readJson, readNumber, readString } from './read.ts';

const types = ['string', 'number', 'integer', 'boolean', 'object', 'array'] as const;

/** Absent without an `inputs` section (D3: then any input is accepted). */
export function compileInputs(tree: SyntaxTree): ReadonlyMap<string, InputDefinition> | undefined {
  const section = valueOf(tree.root, 'inputs');
  if (section?.kind !== 'map') return undefined;
  const inputs = new Map<string, InputDefinition>();
  for (const pair of pairsOf(section)) if (!inputs.has(pair.name)) inputs.set(pair.name, compileInput(pair));
  return inputs;
}

function compileInput(pair: SyntaxPair): InputDefinition {
  const node = pair.value;
  const values = readJson(node, 'enum');
  const hasDefault = pairOf(node, 'default') !== undefined;
  return {
    name: pair.name,
    type: readEnum(node, 'type', types) ?? 'string',
    required: readBoolean(node, 'required') ?? !hasDefault,
    secret: readBoolean(node, 'secret') ?? false,
    range: pair.key.range,
    ...optional('description', readString(node, 'description')),
    ...(hasDefault ? { default: toJson(valueOf(node, 'default')) } : {}),
    ...optional('enum', Array.isArray(values) ? values : undefined),
    ...optional('format', readString(node, 'format')),
    ...optional('pattern', readString(node, 'pattern')),
    ...optional('minimum', readNumber(node, 'minimum')),
    ...optional('maximum', readNumber(node, 'maximum')),
  };
}
