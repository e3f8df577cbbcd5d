import { type Position, type Range, rangeContains } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { keysOf, schemaAt } from '../model/schema/lookup.ts';
import { type PathStep, placeAt } from '../model/syntax/syntaxTree.ts';
import { runnerAt } from './agentAt.ts';
import { contextText, expressionFunctions } from './expressionText.ts';
import { type Occurrence, occurrenceAt, occurrencesOf, expressionScalars, referencesOf } from './occurrences.ts';
import { keyText, partAt, requiredKeys } from './schemaText.ts';
import { subworkflowAt } from './subworkflowAt.ts';
import { agentSummary, inputSummary, nodeSummary, workflowSummary } from './summaries.ts';
import type { Hover } from './types.ts';
import { valueText } from './valueText.ts';

/** What stands at a position: a node, an agent, an input, a part of an expression, a key or a value. */
export function hover(project: Project, position: Position): Hover | undefined {
  const subworkflow = subworkflowAt(project, position);
  if (subworkflow) return { contents: workflowSummary(subworkflow.project), range: subworkflow.range };
  const occurrence = occurrenceAt(occurrencesOf(project.syntax), position);
  const summary = occurrence && summaryOf(occurrence, project);
  if (occurrence && summary !== undefined) return { contents: summary, range: occurrence.range };
  return inExpression(project, position) ?? inSchema(project, position);
}

function summaryOf({ kind, id }: Occurrence, { definition, graph }: Project): string | undefined {
  switch (kind) {
    case 'node': {
      const node = graph.nodes[graph.indexOf(id) ?? -1];
      return node && nodeSummary(node, definition, graph);
    }
    case 'agent': {
      const agent = definition.agents.get(id);
      return agent && agentSummary(agent, definition);
    }
    case 'input': {
      const inputs = [...(definition.inputs?.values() ?? [])];
      const input = inputs.find((one) => one.name.toLowerCase() === id.toLowerCase());
      return input && inputSummary(input);
    }
  }
}

function inExpression({ syntax }: Project, position: Position): Hover | undefined {
  for (const { context, range } of referencesOf(syntax)) {
    if (!rangeContains(range, position)) continue;
    const contents = contextText(context);
    if (contents !== '') return { contents: `**\`${context}\`**\n\n${contents}`, range };
  }
  if (!expressionScalars(syntax).some(({ node }) => rangeContains(node.range, position))) return undefined;
  const { word, range, behind } = wordAt(syntax.text, syntax.lines.offsetAt(position), position);
  const known = expressionFunctions().find(({ name }) => name.toLowerCase() === word.toLowerCase());
  if (!known || !/^\s*\(/.test(behind)) return undefined;
  return { contents: `**\`${known.signature}\`**\n\n${known.text}`, range };
}

function wordAt(
  text: string,
  offset: number,
  { line, character }: Position,
): { readonly word: string; readonly range: Range; readonly behind: string } {
  const before = /[A-Za-z0-9_]*$/.exec(text.slice(Math.max(0, offset - 50), offset))?.[0] ?? '';
  const rest = text.slice(offset, offset + 100);
  const after = /^[A-Za-z0-9_]*/.exec(rest)?.[0] ?? '';
  return {
    word: before + after,
    behind: rest.slice(after.length),
    range: {
      start: { line, character: character - before.length },
      end: { line, character: character + after.length },
    },
  };
}

function inSchema(project: Project, position: Position): Hover | undefined {
  const { root } = project.syntax;
  const { path, nodes, onKey } = placeAt(root, position);
  const key = path.at(-1);
  if (typeof key !== 'string') return undefined;
  if (onKey) return keyHover(project, path.slice(0, -1), key, onKey.key.range);
  const value = nodes.at(-1);
  if (value?.kind !== 'scalar' || typeof value.value !== 'string') return undefined;
  const contents = schemaAt(root, path) ? valueText(key, value.value) : '';
  return contents === '' ? undefined : { contents: `**\`${value.value}\`**\n\n${contents}`, range: value.range };
}

function keyHover(project: Project, parent: readonly PathStep[], key: string, range: Range): Hover | undefined {
  const part = partAt(project.syntax.root, parent, (path) => runnerAt(project.syntax.root, path, project.definition));
  const own = part && keysOf(part).get(key);
  return own && { contents: keyText(key, own, requiredKeys(part).includes(key)), range };
}
