/** Agents that no node names, and inputs that nothing reads. What may be read in a way that is not seen is not reported. */
import { t } from '../../base/l10n.ts';
import type { JsonValue } from '../../base/json.ts';
import type { NodeDefinition, RunnerName, WorkflowDefinition } from '../definition.ts';
import { templatesOf } from '../compile/templates.ts';
import { expressionsOf } from '../expressions/evaluate.ts';
import { agentUsers } from '../graph/agentUsers.ts';
import type { Template } from '../expressions/template.ts';
import type { Rule, RuleContext } from './rule.ts';

export const unusedAgent: Rule = {
  code: 'unused-agent',
  severity: 'hint',
  *check({ definition, graph, shape }) {
    if (definition.agents.size === 0 || shape.nodes.length === 0 || graph.nodes.length < shape.nodes.length) return;
    const used = agentUsers(graph);
    // Where no agent is named, or one that is not there, any of them may be meant.
    for (const id of used.keys()) if (!definition.agents.has(id)) return;
    for (const agent of definition.agents.values())
      if (!used.has(agent.id))
        yield { message: t('No node uses the agent "{0}". Use it, or remove it.', agent.id), range: agent.idRange };
  },
};

export const unusedInput: Rule = {
  code: 'unused-input',
  severity: 'hint',
  *check(context) {
    const { definition, graph, shape } = context;
    if (!definition.inputs || definition.inputs.size === 0) return;
    if (shape.nodes.length === 0 || graph.nodes.length < shape.nodes.length) return;
    const reading = readingOf(context);
    if (reading.all) return;
    for (const input of definition.inputs.values())
      if (!reading.names.has(input.name.toLowerCase()))
        yield { message: t('Nothing reads the input "{0}". Use it, or remove it.', input.name), range: input.range };
  },
};

/** What is read, as it is found out node by node. */
class Reading {
  /** In small letters, since expressions ignore it. */
  readonly names = new Set<string>();
  /** Something takes all inputs as they are. */
  all = false;
  /** Ids of nodes whose output is, or holds, the inputs. */
  readonly #passing: ReadonlySet<string>;
  readonly #inputs: ReadonlySet<string>;

  constructor(inputs: ReadonlySet<string>, passing: ReadonlySet<string>) {
    this.#inputs = inputs;
    this.#passing = passing;
  }

  /** @param receives whether `input` may hold the inputs */
  template(template: Template, receives: boolean): void {
    for (const { references } of expressionsOf(template))
      for (const { context, path } of references) {
        const name = context.toLowerCase();
        if (name !== 'inputs' && name !== 'input' && name !== 'nodes') continue;
        for (const part of path) this.names.add(part.toLowerCase());
        const [node, , part] = path;
        if (name === 'input') this.all ||= node === undefined && receives;
        // A name that is not there is one that is misspelt.
        else if (name === 'inputs') this.all ||= node === undefined || !this.#inputs.has(node.toLowerCase());
        else if (node === undefined || (part === undefined && this.#passing.has(node.toLowerCase()))) this.all = true;
      }
  }

  settings(settings: ReadonlyMap<string, Template>, receives: boolean): void {
    for (const [key, template] of settings)
      if (key === 'expression' && template.kind === 'literal') this.#jsonata(template.value, receives);
      else this.template(template, receives);
  }

  /** By the words that stand in it, whatever they mean there. */
  #jsonata(text: JsonValue, receives: boolean): void {
    if (typeof text !== 'string') return;
    const words = text.match(/[\p{L}_][\p{L}\p{N}_-]*/gu) ?? [];
    const parts = words.flatMap((word) => [word, ...word.split('-')]).map((word) => word.toLowerCase());
    for (const part of parts) this.names.add(part);
    const takesInputs = /\binputs\b(?!\s*\.\s*[\w`"'])|\$\$?(?![\w$])|\*\*|(?:^|[([{,:;])\s*\*/.test(text);
    const takesReceived = receives && /\binput\b(?!\s*\.\s*[\w`"'])/.test(text);
    const takesPassed = parts.includes('nodes') && parts.some((part) => this.#passing.has(part));
    if (takesInputs || takesReceived || takesPassed) this.all = true;
  }
}

function readingOf(context: RuleContext): Reading {
  const { definition, graph, expressionProblems } = context;
  const receives = passedOn(context);
  const passes = (node: number): boolean => receives[node] === 1 && doesNoWork(graph.nodes[node]);
  const inputs = [...(definition.inputs?.keys() ?? [])].map((name) => name.toLowerCase());
  const reading = new Reading(
    new Set(inputs),
    new Set(graph.nodes.flatMap(({ id }, node) => (passes(node) ? [id.toLowerCase()] : []))),
  );
  reading.all = expressionProblems.length > 0;
  for (const [index, node] of graph.nodes.entries()) {
    if (reading.all) return reading;
    const isReceiving = receives[index] === 1;
    for (const template of templatesOf(node)) reading.template(template, isReceiving);
    if ('agentId' in node) {
      reading.settings(definition.agents.get(node.agentId)?.with ?? new Map<string, Template>(), isReceiving);
      reading.settings(node.with, isReceiving);
    }
    if (isReceiving && takesAll(node, definition)) reading.all = true;
  }
  for (const { source, definition: edge } of graph.edges)
    if (edge.condition) reading.template(edge.condition, passes(source));
  for (const template of definition.outputs?.values() ?? []) reading.template(template, true);
  // An agent that no node uses yet is going to be used.
  for (const agent of definition.agents.values()) reading.settings(agent.with, false);
  return reading;
}

/** Nodes whose `input` is, or holds, the workflow's inputs: what the start receives is passed on by what does no work (D1). */
function passedOn({ graph }: RuleContext): Uint8Array {
  const receives = new Uint8Array(graph.nodes.length);
  const work = graph.nodes.flatMap(({ kind }, node) => (kind === 'start' ? [node] : []));
  for (const node of work) receives[node] = 1;
  for (let node = work.pop(); node !== undefined; node = work.pop())
    for (const edge of graph.outgoing[node] ?? []) {
      const target = graph.edges[edge]?.target ?? 0;
      if (receives[target] === 1) continue;
      receives[target] = 1;
      if (doesNoWork(graph.nodes[target])) work.push(target);
    }
  return receives;
}

/** Its output is what it receives, or holds it. */
function doesNoWork(node: NodeDefinition | undefined): boolean {
  return node !== undefined && !['agent_task', 'for_each', 'subworkflow', 'end'].includes(node.kind);
}

/** Whether the inputs become a result, or go to an agent that is handed all that its node receives. */
function takesAll(node: NodeDefinition, { agents, outputs }: WorkflowDefinition): boolean {
  if (node.kind === 'end') return outputs === undefined;
  if (!('agentId' in node)) return false;
  const uses = agents.get(node.agentId)?.uses;
  return uses === undefined || !readsByExpressions.includes(uses);
}

/** All that these know of a workflow is what their settings say. */
const readsByExpressions: readonly RunnerName[] = ['http', 'sql', 'cache', 'transform', 'command', 'mock'];
