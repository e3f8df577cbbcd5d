/** What the handlers have: the workspace and its services, and one request, read and checked. */
import type { JsonObject } from '../base/json.ts';
import type { ExecutionService } from '../sdk/executionService.ts';
import type { WorkflowService } from '../sdk/workflowService.ts';
import type { Workspace } from '../sdk/workspace.ts';
import type { IdempotencyKeys } from './idempotency.ts';

export interface Context {
  readonly version: string;
  readonly workspace: Workspace;
  readonly workflows: WorkflowService;
  readonly executions: ExecutionService;
  readonly keys: IdempotencyKeys;
  /** Values of `secrets.NAME`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Whether nobody needs a token: then nothing that a workflow names is started. */
  readonly isOpen: boolean;
  /** Throws when too many executions that were asked for have not ended. */
  readonly mayStart: () => void;
  /** Counts it until it has ended. */
  readonly started: (id: string) => void;
}

export interface Asked {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | number | undefined>>;
  /** Checked against the route's schema; empty where the route takes none, or the body is YAML. */
  readonly body: JsonObject;
  readonly yaml?: string;
  readonly idempotencyKey?: string;
  readonly lastEventId?: string;
  readonly accepts: string;
  /** Aborted when the client is gone, or the server stops. */
  readonly signal: AbortSignal;
}

/** A parameter of the route's path. */
export function param({ params }: Asked, name: string): string {
  return params[name] ?? '';
}

export interface PageAsked {
  readonly page: number;
  readonly size: number;
  /** Index of the page's first item. */
  readonly from: number;
}

export function pageOf({ query }: Asked): PageAsked {
  const page = Number(query['page'] ?? 1);
  const size = Number(query['page_size'] ?? 20);
  return { page, size, from: (page - 1) * size };
}

export function pageBody(items: readonly object[], total: number, { page, size }: PageAsked): object {
  return { items, total, page, page_size: size };
}
