import { type Position, type Range, rangeContains } from '../base/text.ts';
import type { Project, ProjectOptions } from '../model/project.ts';
import { keysOf, schemaAt } from '../model/schema/lookup.ts';
import { mergeKey, mergeKeyText } from '../model/schema/words.ts';
import { nodeAt, type PathStep, placeAt, stringOf, valueOf } from '../model/syntax/syntaxTree.ts';
import { runnerAt } from './agentAt.ts';
import { contextText, expressionFunctions } from './expressionText.ts';
import { expressionScalarAt, scalarReferences } from './expressionScalars.ts';
import { lastNode } from './lastNode.ts';
import { declaringProject } from './navigation.ts';
import { type Name, occurrenceAt } from './occurrences.ts';
import { keyText, partAt, requiredKeys } from './schemaText.ts';
import { subworkflowAt } from './subworkflowAt.ts';
import { agentSummary, inputSummary, lastLine, nodeSummary, workflowSummary } from './summaries.ts';
import type { Hover, LastExecution } from './types.ts';
import { lastValueLine, referenceLines } from './valueAt.ts';
import { valueText } from './valueText.ts';

/**
 * What stands at a position: a node, an agent, an input, a part of an expression, a key or a value.
 *
 * @param last the file's last execution: how the node was then, and the value
 * @param options `schema: false` leaves out what another YAML extension says with the same schema
 */
export function hover(
  project: Project,
  position: Position,
  last?: LastExecution,
  { schema = true }: Pick<ProjectOptions, 'schema'> = {},
): Hover | undefined {
  const subworkflow = subworkflowAt(project, position);
  if (subworkflow) return { contents: workflowSummary(subworkflow.project), range: subworkflow.range };
  const occurrence = occurrenceAt(project, position);
  const summary = occurrence && summaryOf(occurrence, project, last);
  if (occurrence && summary !== undefined) return { contents: summary, range: occurrence.range };
  return inExpression(project, position, last) ?? (schema ? inSchema(project, position) : undefined);
}

function summaryOf({ kind, id, file }: Name, project: Project, last: LastExecution | undefined): string | undefined {
  // What was handed to another file is not known by the input's name here.
  const other = file === undefined ? undefined : declaringProject(project, file);
  if (file !== undefined) return other && summaryOf({ kind, id }, other, undefined);
  const { definition, graph } = project;
  switch (kind) {
    case 'node': {
      const node = graph.nodes[graph.indexOf(id) ?? -1];
      if (!node) return undefined;
      const line = lastLine(lastNode(last, node.id), last);
      return [nodeSummary(node, definition, graph), line].filter(Boolean).join('\n\n');
    }
    case 'agent': {
      const agent = definition.agents.get(id);
      return agent && agentSummary(agent, definition);
    }
    case 'input': {
      const inputs = [...(definition.inputs?.values() ?? [])];
      const input = inputs.find((one) => one.name.toLowerCase() === id.toLowerCase());
      if (!input) return undefined;
      const value =
        last && !input.secret && Object.hasOwn(last.inputs, input.name) ? last.inputs[input.name] : undefined;
      const line = value === undefined ? '' : lastValueLine(value);
      return [inputSummary(input), line].filter(Boolean).join('\n\n');
    }
  }
}

function inExpression(project: Project, position: Position, last: LastExecution | undefined): Hover | undefined {
  const { syntax } = project;
  const scalar = expressionScalarAt(syntax, position);
  if (!scalar || scalar.language === 'jsonata') return undefined;
  for (const reference of scalarReferences(scalar)) {
    const { context, range } = reference;
    if (!rangeContains(range, position)) continue;
    const about = contextText(context, placeAt(syntax.root, position).path[0] === 'edges');
    if (about === '') continue;
    const lines = referenceLines(project, reference, nodeIndexAt(project, position), last);
    return { contents: [`**\`${context}\`**`, about, ...lines].join('\n\n'), range };
  }
  const { word, range, behind } = wordAt(syntax.text, syntax.lines.offsetAt(position), position);
  const known = expressionFunctions().find(({ name }) => name.toLowerCase() === word.toLowerCase());
  if (!known || !/^\s*\(/.test(behind)) return undefined;
  return { contents: `**\`${known.signature}\`**\n\n${known.text}`, range };
}

/** The node in which a position stands, by its place in the graph. */
function nodeIndexAt({ syntax: { root }, graph }: Project, position: Position): number | undefined {
  const [section, step] = placeAt(root, position).path;
  if (section !== 'nodes' || step === undefined) return undefined;
  return graph.indexOf(stringOf(valueOf(nodeAt(root, [section, step]), 'id')) ?? '');
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
  if (key === mergeKey) return { contents: mergeKeyText(), range };
  const part = partAt(project.syntax.root, parent, (path) => runnerAt(project.syntax.root, path, project.definition));
  const own = part && keysOf(part).get(key);
  return own && { contents: keyText(key, own, requiredKeys(part).includes(key)), range };
}
