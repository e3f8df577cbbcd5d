import type { NodeDefinition, WorkflowDefinition } from '../../model/definition.ts';
import type { CompiledExpression } from '../../model/expressions/compile.ts';
import type { Template } from '../../model/expressions/template.ts';

/** The names that a workflow reads as `secrets.NAME`, in the order in which they first come. */
export function secretNames(definition: WorkflowDefinition): readonly string[] {
  const templates = [
    ...[...definition.agents.values()].flatMap((agent) => [...agent.with.values()]),
    ...definition.nodes.flatMap(templatesOf),
    ...definition.edges.flatMap(({ condition }) => condition ?? []),
    ...(definition.outputs?.values() ?? []),
  ];
  const references = templates.flatMap(expressionsOf).flatMap((expression) => expression.references);
  const names = references.flatMap(({ context, path }) => (context === 'secrets' ? path.slice(0, 1) : []));
  return [...new Set(names)];
}

function templatesOf(node: NodeDefinition): readonly Template[] {
  return 'with' in node ? [...node.with.values()] : [];
}

function expressionsOf(template: Template): readonly CompiledExpression[] {
  switch (template.kind) {
    case 'literal':
      return [];
    case 'expression':
      return [template.expression];
    case 'text':
      return template.parts.filter((part) => typeof part !== 'string');
    case 'list':
      return template.items.flatMap(expressionsOf);
    case 'map':
      return [...template.entries.values()].flatMap(expressionsOf);
  }
}
