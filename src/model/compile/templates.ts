import type { NodeDefinition } from '../definition.ts';
import type { Reference } from '../expressions/compile.ts';
import { expressionsOf } from '../expressions/evaluate.ts';
import type { Template } from '../expressions/template.ts';

/** A node's own expressions: not the settings of what its agent does. */
export function templatesOf(node: NodeDefinition): readonly Template[] {
  switch (node.kind) {
    case 'for_each':
      return [node.items];
    case 'approval':
      return node.message ? [node.message] : [];
    case 'delay':
      return [typeof node.seconds === 'object' ? node.seconds : undefined, node.until].filter(
        (one) => one !== undefined,
      );
    case 'subworkflow':
      return [...node.inputs.values()];
    default:
      return [];
  }
}

export function referencesOf(template: Template): readonly Reference[] {
  return expressionsOf(template).flatMap((expression) => expression.references);
}
