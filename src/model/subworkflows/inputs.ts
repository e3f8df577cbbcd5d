/** What a node hands to its subworkflow, against the inputs that the other file declares; what only an execution knows is left. */
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import type { InputDefinition, InputType, WorkflowDefinition } from '../definition.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import type { Template } from '../expressions/template.ts';
import { pairOf, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import type { SubworkflowNode } from './visit.ts';

export function checkInputs(
  node: SubworkflowNode,
  config: SyntaxNode | undefined,
  { inputs: declared }: WorkflowDefinition,
): readonly Diagnostic[] {
  if (!declared) return [];
  const written = valueOf(config, 'inputs');
  const found: Diagnostic[] = [];
  const report = (code: DiagnosticCode, message: string, at: SyntaxNode | undefined, suggestion?: string): void => {
    const range = at?.range ?? pairOf(config, 'path')?.key.range ?? node.idRange;
    const more = suggestion === undefined ? {} : { suggestion };
    found.push({ code, severity: 'error', message, range, nodes: [node.id], related: [], ...more });
  };
  const free = [...declared.keys()].filter((name) => !node.inputs.has(name));
  for (const [name, template] of node.inputs) {
    const input = declared.get(name);
    const pair = pairOf(written, name);
    if (!input) {
      const suggestion = nearest(name, free);
      const hint = suggestion === undefined ? knownInputs(declared) : t('Did you mean "{0}"?', suggestion);
      report('unknown-key', `${t('"{0}" has no input "{1}".', node.path, name)} ${hint}`, pair?.key, suggestion);
      continue;
    }
    const problem = problemOf(input, template);
    if (problem) report(problem.code, problem.message, pair?.value ?? pair?.key);
  }
  for (const name of free) {
    const input = declared.get(name);
    if (!input?.required || input.default !== undefined) continue;
    report('missing-key', t('"{0}" needs the input "{1}".', node.path, name), pairOf(config, 'inputs')?.key);
  }
  return found;
}

function knownInputs(declared: ReadonlyMap<string, InputDefinition>): string {
  return declared.size === 0 ? t('It has none.') : t('Known are: {0}.', [...declared.keys()].join(', '));
}

interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
}

/** Of a value that is known before anything runs. */
function problemOf(input: InputDefinition, template: Template): Problem | undefined {
  const { name, type, minimum, maximum } = input;
  if (!mayBe(type, template))
    return { code: 'invalid-type', message: t('The input "{0}" must be {1}.', name, typeName(type)) };
  if (template.kind !== 'literal') return undefined;
  const { value } = template;
  const invalid = (message: string): Problem => ({ code: 'invalid-value', message });
  if (input.enum && typeof value !== 'object' && !input.enum.includes(value)) {
    const allowed = input.enum.map((one) => JSON.stringify(one)).join(', ');
    return invalid(t('The input "{0}" must be one of {1}.', name, allowed));
  }
  if (typeof value !== 'number') return undefined;
  if (minimum !== undefined && value < minimum)
    return invalid(t('The input "{0}" must be at least {1}.', name, minimum));
  if (maximum !== undefined && value > maximum)
    return invalid(t('The input "{0}" must be at most {1}.', name, maximum));
  return undefined;
}

/** Whether a value of the type can come out of the template. */
function mayBe(type: InputType, template: Template): boolean {
  switch (template.kind) {
    case 'expression':
      return true;
    case 'literal':
      return isOf(type, template.value);
    case 'text':
      return type === 'string';
    case 'list':
      return type === 'array';
    case 'map':
      return type === 'object';
  }
}

function isOf(type: InputType, value: JsonValue): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    default:
      return typeof value === type;
  }
}

function typeName(type: InputType): string {
  switch (type) {
    case 'string':
      return t('text');
    case 'number':
      return t('a number');
    case 'integer':
      return t('a whole number');
    case 'boolean':
      return t('true or false');
    case 'object':
      return t('an object');
    case 'array':
      return t('a list');
  }
}
