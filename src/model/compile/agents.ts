import { Attached } from '../../base/attached.ts';
import { LineIndex } from '../../base/text.ts';
import { type AgentDefinition, type RunnerName, runnerNames } from '../definition.ts';
import { compileExpression, type ExpressionProblem } from '../expressions/compile.ts';
import type { Template } from '../expressions/template.ts';
import { pairOf, pairsOf, type SyntaxPair, valueOf } from '../syntax/syntaxTree.ts';
import { compileErrorHandling } from './errorHandling.ts';
import {
  type CompileContext,
  optional,
  readBoolean,
  readEnum,
  readString,
  readStrings,
  readTemplates,
} from './read.ts';

/** What a capability brings when `uses` is not written (`spec/format.md`, agent): the runner and the settings it starts from. */
const derivedRunners: Readonly<
  Record<string, { readonly uses: RunnerName; readonly with: Readonly<Record<string, string>> }>
> = {
  database_query: { uses: 'sql', with: { connection: 'default', query: '${{ inputs.query }}' } },
  api_call: { uses: 'http', with: { url: '${{ inputs.api_endpoint }}' } },
  cache_read: { uses: 'cache', with: { key: '${{ inputs.cache_key }}' } },
  merge: { uses: 'transform', with: { expression: 'input' } },
};

export const capabilitiesWithRunner: readonly string[] = Object.keys(derivedRunners);

export function compileAgents(context: CompileContext): ReadonlyMap<string, AgentDefinition> {
  const agents = new Map<string, AgentDefinition>();
  for (const pair of pairsOf(valueOf(context.tree.root, 'agents')))
    if (!agents.has(pair.name)) agents.set(pair.name, remembered(pair, context));
  return agents;
}

interface AgentEntry {
  readonly agent: AgentDefinition;
  readonly problems: readonly ExpressionProblem[];
}

const entries = new Attached<SyntaxPair, AgentEntry>();

function remembered(pair: SyntaxPair, { tree, problems }: CompileContext): AgentDefinition {
  let known = entries.get(pair);
  if (!known) {
    const found: ExpressionProblem[] = [];
    entries.set(pair, (known = { agent: compileAgent(pair, { tree, problems: found }), problems: found }));
  }
  problems.push(...known.problems);
  return known.agent;
}

function compileAgent(pair: SyntaxPair, context: CompileContext): AgentDefinition {
  const node = pair.value;
  const capabilities = readStrings(node, 'capabilities') ?? [];
  const capability = pairOf(node, 'uses')
    ? undefined
    : capabilities.find((name) => Object.hasOwn(derivedRunners, name));
  const derived = capability === undefined ? undefined : derivedRunners[capability];
  const uses = readEnum(node, 'uses', runnerNames) ?? derived?.uses;
  const written = readTemplates(node, 'with', context, uses === 'transform' ? ['expression'] : []);
  return {
    id: pair.name,
    capabilities,
    with: new Map([...settingsOf(derived?.with ?? {}), ...written]),
    errorHandling: compileErrorHandling(node),
    idempotent: readBoolean(node, 'idempotent') ?? true,
    range: pair.range,
    idRange: pair.key.range,
    ...optional('name', readString(node, 'name')),
    ...optional('description', readString(node, 'description')),
    ...optional('uses', uses),
  };
}

function settingsOf(settings: Readonly<Record<string, string>>): [string, Template][] {
  return Object.entries(settings).map(([key, value]) => {
    const source = /^\$\{\{(.*)\}\}$/.exec(value)?.[1];
    if (source === undefined) return [key, { kind: 'literal', value }];
    const compiled = compileExpression(source, { lines: new LineIndex(''), offset: 0 });
    return [key, compiled.ok ? { kind: 'expression', expression: compiled.value } : { kind: 'literal', value: null }];
  });
}
