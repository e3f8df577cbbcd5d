/** What is most likely meant where something is not written. */
import type { JsonValue } from '../../base/json.ts';
import { pairOf, stringOf, type SyntaxMap, valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Editing, Item } from '../edits.ts';
import type { FixContext } from './fix.ts';

/** The gateway that a word of another format means. */
export function gatewayTypeOf(word: string): 'fork' | 'join' | undefined {
  if (/fork|split/i.test(word)) return 'fork';
  return /join|merge/i.test(word) ? 'join' : undefined;
}

interface Typed {
  readonly map: SyntaxMap;
  /** The word that stood for the type, or the node's id. */
  readonly written: string;
}

/** What a node of a type needs besides what is written, as far as it can be guessed. */
export function withNeeded(type: string, { map, written }: Typed, context: FixContext, editing: Editing): Item {
  switch (type) {
    case 'parallel_gateway':
      return pairOf(map, 'gateway_type') ? {} : { gateway_type: gatewayTypeOf(written) ?? guessGateway(map, context) };
    case 'agent_task':
      return hasAgent(map) ? {} : { agent_id: context.anyAgent(editing) };
    case 'for_each':
      return {
        ...(hasAgent(map) ? {} : { agent_id: context.anyAgent(editing) }),
        ...(pairOf(map, 'config') ? {} : { config: { items: guessItems(context) } }),
      };
    case 'delay':
      return pairOf(map, 'config') ? {} : { config: { seconds: 1 } };
    default:
      return {};
  }
}

/** Also by another format's word, which is a mistake of its own. */
function hasAgent(map: SyntaxMap): boolean {
  return ['agent_id', 'agent', 'agentId'].some((key) => pairOf(map, key));
}

export function guessGateway(map: SyntaxMap, { written }: FixContext): 'fork' | 'join' {
  const id = stringOf(valueOf(map, 'id')) ?? '';
  const config = valueOf(map, 'config');
  if (['mode', 'merge', 'remaining', 'count'].some((key) => pairOf(config, key))) return 'join';
  return written.incoming(id).length > 1 || (written.outgoing(id).length < 2 && gatewayTypeOf(id) === 'join')
    ? 'join'
    : 'fork';
}

export function guessType(map: SyntaxMap, { written }: FixContext): string {
  const config = valueOf(map, 'config');
  const has = (key: string): boolean => pairOf(config, key) !== undefined;
  if (pairOf(map, 'gateway_type')) return 'parallel_gateway';
  if (has('items')) return 'for_each';
  if (hasAgent(map)) return 'agent_task';
  if (has('path')) return 'subworkflow';
  if (has('seconds') || has('until')) return 'delay';
  if (has('approvers') || has('message')) return 'approval';
  if (has('mode') || has('merge')) return 'parallel_gateway';
  const id = stringOf(valueOf(map, 'id')) ?? '';
  if (/^(?:start|end)$/i.test(id)) return id.toLowerCase();
  const [incoming, outgoing] = [written.incoming(id).length, written.outgoing(id).length];
  if (incoming === 0 && outgoing > 0 && written.ofType('start').length === 0) return 'start';
  if (incoming > 0 && outgoing === 0 && written.ofType('end').length === 0) return 'end';
  return gatewayTypeOf(id) ? 'parallel_gateway' : 'agent_task';
}

/** A list to go through: an input that is one, else what the node receives. */
export function guessItems({ project }: FixContext): JsonValue {
  for (const input of project.definition.inputs?.values() ?? [])
    if (input.type === 'array') return `\${{ inputs.${input.name} }}`;
  return '${{ input }}';
}
