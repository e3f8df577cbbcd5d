/** Mocks that can never apply to a workflow: of a node that it does not have, or with what that type of node has no use for. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { nearest } from '../base/nearest.ts';
import type { NodeDefinition } from '../model/definition.ts';
import type { ExecutableWorkflow } from './executable.ts';
import { attemptKeys, type MocksProblem } from './mocks.ts';

type Kind = NodeDefinition['kind'];

/** What a mock may say of each type of node beside when the user cancels it. */
const meaningful: Readonly<Record<Kind, readonly string[]>> = {
  agent_task: attemptKeys,
  for_each: attemptKeys,
  subworkflow: attemptKeys,
  approval: ['approve', 'comment', 'delay_seconds'],
  delay: [],
  start: [],
  end: [],
  fork: [],
  join: [],
  exclusive_gateway: [],
};

/** @param named what stands under `nodes`, as it is written */
export function mistargeted(named: JsonObject, workflow: ExecutableWorkflow): readonly MocksProblem[] {
  const nodes = nodesOf(workflow);
  const ids = new Map(Object.keys(named).map((id) => [id.toLowerCase(), id]));
  const written = new Map<string, string>();
  return Object.entries(named).flatMap(([id, mock]) => {
    const path = ['nodes', id];
    const twin = written.get(id.toLowerCase());
    written.set(id.toLowerCase(), id);
    if (twin !== undefined)
      return [
        { path, message: t('The mocks name the node "{0}" a second time, as "{1}". Keep one of the two.', twin, id) },
      ];
    const node = nodes.get(id.toLowerCase());
    if (node === undefined) return [{ path, message: unknownNode(id, nodes) }];
    const around = outersOf(id).find((outer) => standsForAll(ids.get(outer), named));
    if (around !== undefined)
      return [
        {
          path,
          message: t(
            'The mock of "{0}" never applies: that of "{1}" stands for the whole subworkflow. Remove one of the two.',
            id,
            ids.get(around) ?? around,
          ),
        },
      ];
    return useless(mock, node.kind).map((key) => uselessKey([...path, key], node.kind));
  });
}

interface Named {
  readonly id: string;
  readonly kind: Kind;
}

/** All nodes by id in lower case, those of subworkflows as `outer/inner`. */
function nodesOf({ definition, subworkflows }: ExecutableWorkflow, prefix = ''): ReadonlyMap<string, Named> {
  const nodes = new Map<string, Named>();
  for (const { id, kind } of definition.nodes) {
    nodes.set(`${prefix}${id}`.toLowerCase(), { id: `${prefix}${id}`, kind });
    const inner = subworkflows?.get(id);
    for (const [key, node] of inner ? nodesOf(inner, `${prefix}${id}/`) : []) nodes.set(key, node);
  }
  return nodes;
}

function unknownNode(id: string, nodes: ReadonlyMap<string, Named>): string {
  const near = nearestNode(id, nodes);
  return near === undefined
    ? t('The mocks name the node "{0}", which the workflow does not have.', id)
    : t('The mocks name the node "{0}", which the workflow does not have. Did you mean "{1}"?', id, near);
}

/** Inside of a subworkflow that is there, only its own nodes can be meant: a common beginning makes no two ids alike. */
function nearestNode(id: string, nodes: ReadonlyMap<string, Named>): string | undefined {
  const ids = Array.from(nodes.values(), (node) => node.id);
  const outer = id.slice(0, Math.max(0, id.lastIndexOf('/')));
  if (!nodes.has(outer.toLowerCase())) return nearest(id, ids);
  const inside = ids.filter((other) => other.toLowerCase().startsWith(`${outer.toLowerCase()}/`));
  const near = nearest(
    id.slice(outer.length + 1),
    inside.map((other) => other.slice(outer.length + 1)),
  );
  return near === undefined ? undefined : `${outer}/${near}`;
}

/** The subworkflows that a node is inside of, in lower case. */
function outersOf(id: string): readonly string[] {
  const parts = id.toLowerCase().split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Whether it has a mock, and that plays all of it. */
function standsForAll(outer: string | undefined, named: JsonObject): boolean {
  const mock = outer === undefined ? undefined : named[outer];
  if (!isJsonObject(mock)) return false;
  const keys = Object.keys(mock);
  return keys.length === 0 || keys.some((key) => key !== 'cancel_at_seconds');
}

function useless(mock: JsonValue | undefined, kind: Kind): readonly string[] {
  const keys = isJsonObject(mock) ? Object.keys(mock) : [];
  return keys.filter((key) => key !== 'cancel_at_seconds' && !meaningful[kind].includes(key));
}

function uselessKey(path: readonly string[], kind: Kind): MocksProblem {
  const type = kind === 'fork' || kind === 'join' ? `parallel_gateway (${kind})` : kind;
  const allowed = [...meaningful[kind], 'cancel_at_seconds'].join(', ');
  return {
    path,
    message: t('"{0}" means nothing for a node of the type {1}. Allowed: {2}.', path.join('.'), type, allowed),
  };
}
