/** What a node hands to its subworkflow, against the inputs that the other file declares; what only an execution knows is left. */
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import type { InputDefinition, WorkflowDefinition } from '../definition.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import { problemOf } from '../inputProblem.ts';
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
