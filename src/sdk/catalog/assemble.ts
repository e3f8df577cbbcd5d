/** A stored workflow made ready for execution: agents that it takes from the catalog written into its text. */
import type { JsonObject } from '../../base/json.ts';
import { isJsonObject } from '../../base/json.ts';
import { parse } from '../../model/syntax/parse.ts';
import { itemsOf, pairOf, stringOf, valueOf } from '../../model/syntax/syntaxTree.ts';
import { withTopLevel } from '../../model/syntax/write.ts';
import type { ProjectOptions } from '../../model/project.ts';
import type { Agent } from './agents.ts';

export interface Assembling {
  /** An agent by id or name. */
  readonly find: (idOrName: string) => Promise<Agent | undefined>;
  readonly limits?: ProjectOptions['limits'];
  /** Of the whole execution, instead of what the text says. */
  readonly timeoutSeconds?: number | undefined;
}

/**
 * The text with every agent that its nodes name, its own `agents` do not have, and the catalog does; else as it is. A text that
 * cannot be read stays as it is: `analyse` says why.
 */
export async function assemble(text: string, { find, limits, timeoutSeconds }: Assembling): Promise<string> {
  const { root, problems } = parse(text, limits);
  if (problems.length > 0 || root?.kind !== 'map') return text;
  const own = pairOf(root, 'agents')?.value;
  if (own !== undefined && own.kind !== 'map') return text;
  const agents: JsonObject = {};
  for (const node of itemsOf(valueOf(root, 'nodes'))) {
    const name = stringOf(valueOf(node, 'agent_id'));
    if (name === undefined || pairOf(own, name) || Object.hasOwn(agents, name)) continue;
    const agent = await find(name);
    if (agent) define(agents, name, entryOf(agent));
  }
  const changes: JsonObject = {
    ...(Object.keys(agents).length > 0 && { agents }),
    ...(timeoutSeconds !== undefined && { timeout_seconds: timeoutSeconds }),
  };
  return Object.keys(changes).length > 0 ? withTopLevel(text, changes) : text;
}

/** As a file's `agents` has it. */
export function entryOf({ name, description, capabilities, uses, with: settings }: Agent): JsonObject {
  return {
    name,
    ...(description !== undefined && { description }),
    ...(capabilities.length > 0 && { capabilities: [...capabilities] }),
    ...(uses !== undefined && { uses }),
    ...(isJsonObject(settings) && { with: settings }),
  };
}

/** Also a key such as `__proto__` is only a key (threat T11). */
function define(object: JsonObject, key: string, value: JsonObject): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
