import { emptyObject, type JsonValue } from '../../base/json.ts';
import type { CompiledExpression } from './compile.ts';
import type { Template } from './template.ts';

/** A template's value as the file has it: each expression as its own text, `${{ … }}`. */
export function writtenValue(template: Template): JsonValue {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression':
      return inBraces(template.expression);
    case 'text':
      return template.parts.map((part) => (typeof part === 'string' ? part : inBraces(part))).join('');
    case 'list':
      return template.items.map(writtenValue);
    case 'map': {
      const object = emptyObject();
      for (const [key, entry] of template.entries) object[key] = writtenValue(entry);
      return object;
    }
  }
}

function inBraces({ source }: CompiledExpression): string {
  return `\${{ ${source} }}`;
}
