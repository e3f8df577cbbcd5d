import type { ExecutableWorkflow } from '../engine/executable.ts';
import { referencesOf, templatesOf } from '../model/compile/templates.ts';
import type { WorkflowDefinition } from '../model/definition.ts';
import type { Template } from '../model/expressions/template.ts';

/**
 * The names that an execution reads as `secrets.NAME`, its subworkflows included, in the order in which they first come; of agents
 * only what a node takes from them. What is looked up by a name that is computed (`secrets[inputs.name]`) nobody can tell.
 */
export function secretNames(workflow: ExecutableWorkflow): readonly string[] {
  const names = new Set<string>();
  const seen = new Set<WorkflowDefinition>();
  const read = ({ definition, subworkflows }: ExecutableWorkflow): void => {
    if (seen.has(definition)) return;
    seen.add(definition);
    for (const template of templatesIn(definition))
      for (const { context, path } of referencesOf(template)) {
        const [name] = path;
        if (name !== undefined && context.toLowerCase() === 'secrets') names.add(name);
      }
    for (const inner of subworkflows?.values() ?? []) read(inner);
  };
  read(workflow);
  return [...names];
}

function* templatesIn({ agents, nodes, edges, outputs }: WorkflowDefinition): Iterable<Template> {
  for (const node of nodes) {
    yield* templatesOf(node);
    // D2
    if ('agentId' in node) yield* new Map([...(agents.get(node.agentId)?.with ?? []), ...node.with]).values();
  }
  for (const { condition } of edges) if (condition) yield condition;
  yield* outputs?.values() ?? [];
}
