/** What an attempt is handed: settings evaluated when it starts (D2), input and the rest of the request. */
import { join } from 'node:path';
import { emptyObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { FailureInfo } from '../protocol/execution.ts';
import type { RunnerName } from '../model/definition.ts';
import { attemptContext } from './core/expressions.ts';
import type { Environment } from './core/turn.ts';
import { inputOf, outputOf } from './data.ts';
import type { LogLevel } from './events.ts';
import { expressionFailure } from './failures.ts';
import { evaluateTemplate } from '../model/expressions/evaluate.ts';
import { writtenValue } from '../model/expressions/written.ts';
import type { AgentRequest } from './ports.ts';
import type { ProgramNode, Scope, TaskPlan } from './program.ts';
import type { ExecutionState, ScopeState } from './state.ts';
import { isSettled } from './transitions.ts';

const noSettings: JsonObject = Object.freeze(emptyObject());
const without: Result<JsonObject, never> = ok(noSettings);

export function settingsOf(
  state: ExecutionState,
  environment: Environment,
  slot: number,
  { settings }: TaskPlan,
): Result<JsonObject, FailureInfo> {
  if (settings.size === 0) return without;
  const evaluated = emptyObject();
  const context = attemptContext(state, environment, slot);
  for (const [key, template] of settings) {
    const value = evaluateTemplate(template, context);
    if (!value.ok) return err(expressionFailure(value.error.message));
    evaluated[key] = value.value;
  }
  return ok(evaluated);
}

/** Where requests belong to. */
export interface RequestSource {
  readonly state: ExecutionState;
  /** Of the root workflow's file. */
  readonly baseDirectory: string | undefined;
}

/** There may be 10,000 at a time: what few agents look at is looked up when they do. Nothing of it changes while it runs. */
export abstract class Request implements AgentRequest {
  readonly slot: number;
  readonly attempt: number;
  settings: JsonObject = noSettings;
  protected readonly source: RequestSource;
  readonly #node: ProgramNode;
  #nodes: JsonObject | undefined = undefined;

  constructor(source: RequestSource, node: ProgramNode, slot: number, attempt: number) {
    this.slot = slot;
    this.attempt = attempt;
    this.source = source;
    this.#node = node;
  }

  abstract get signal(): AbortSignal;
  abstract holdsSecret(text: string): boolean;
  abstract log(level: LogLevel, message: string): void;
  abstract progress(message: string, fraction?: number): void;

  get executionId(): string {
    return this.source.state.id;
  }

  get nodeId(): string {
    return this.#node.id;
  }

  get agentId(): string {
    return this.#task.agent.id;
  }

  get uses(): RunnerName {
    return this.#task.uses;
  }

  get writtenSettings(): JsonObject {
    const written = emptyObject();
    for (const [key, template] of this.#task.settings) written[key] = writtenValue(template);
    return written;
  }

  get item(): number | undefined {
    return this.source.state.itemOf(this.slot);
  }

  get input(): JsonValue {
    return inputOf(this.source.state, this.#node);
  }

  get inputs(): JsonObject {
    return (this.source.state.scopes[this.#node.scope] as ScopeState).inputs;
  }

  get idempotencyKey(): string {
    const { executionId, nodeId, item } = this;
    return item === undefined ? `${executionId}/${nodeId}` : `${executionId}/${nodeId}/${item}`;
  }

  get baseDirectory(): string | undefined {
    const { state, baseDirectory } = this.source;
    const { folder } = state.program.scopes[this.#node.scope] as Scope;
    return baseDirectory === undefined || folder === '' ? baseDirectory : join(baseDirectory, folder);
  }

  get nodes(): JsonObject {
    return (this.#nodes ??= outputsOf(this.source.state, this.#node));
  }

  get #task(): TaskPlan {
    return this.#node.task as TaskPlan;
  }
}

/** Outputs of the nodes upstream of one that have settled, by the ids that its file has. */
function outputsOf(state: ExecutionState, of: ProgramNode): JsonObject {
  const { program } = state;
  const outputs = emptyObject();
  const seen = new Set<number>();
  const walk: ProgramNode[] = [of];
  for (let node = walk.pop(); node !== undefined; node = walk.pop())
    for (const edge of node.incoming) {
      const source = program.nodes[program.sources[edge] as number] as ProgramNode;
      if (seen.has(source.index)) continue;
      seen.add(source.index);
      walk.push(source);
    }
  for (const index of [...seen].sort((a, b) => a - b))
    if (isSettled(state.slotStatus[index] as number))
      outputs[(program.nodes[index] as ProgramNode).localId] = outputOf(state, index);
  return outputs;
}
