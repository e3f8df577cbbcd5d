/** What an attempt is handed: settings evaluated when it starts (D2), input and the rest of the request. */
import { join } from 'node:path';
import { emptyObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { FailureInfo } from '../protocol/execution.ts';
import type { RunnerName } from '../model/definition.ts';
import { attemptContext } from './core/expressions.ts';
import type { Environment } from './core/turn.ts';
import { inputOf } from './data.ts';
import type { LogLevel } from './events.ts';
import { expressionFailure } from './failures.ts';
import { evaluateTemplate } from '../model/expressions/evaluate.ts';
import type { AgentRequest } from './ports.ts';
import type { ProgramNode, Scope, TaskPlan } from './program.ts';
import type { ExecutionState, ScopeState } from './state.ts';
import { isSettled } from './transitions.ts';

export interface AttemptPlan {
  readonly state: ExecutionState;
  readonly environment: Environment;
  readonly slot: number;
  readonly node: ProgramNode;
  readonly task: TaskPlan;
  readonly attempt: number;
  readonly baseDirectory: string | undefined;
}

/** How an agent hears of its abort, and is heard. */
export type Voice = Pick<AgentRequest, 'signal' | 'log' | 'progress'>;

export function requestOf(plan: AttemptPlan, voice: Voice): Result<AgentRequest, FailureInfo> {
  const settings = settingsOf(plan);
  return settings.ok ? ok(new Request(plan, settings.value, voice)) : settings;
}

function settingsOf({ state, environment, slot, task }: AttemptPlan): Result<JsonObject, FailureInfo> {
  const evaluated = emptyObject();
  if (task.settings.size === 0) return ok(evaluated);
  const context = attemptContext(state, environment, slot);
  for (const [key, template] of task.settings) {
    const value = evaluateTemplate(template, context);
    if (!value.ok) return err(expressionFailure(value.error.message));
    evaluated[key] = value.value;
  }
  return ok(evaluated);
}

/** There may be 10,000 at a time: what few agents look at is made when they do. */
class Request implements AgentRequest {
  readonly executionId: string;
  readonly nodeId: string;
  readonly agentId: string;
  readonly uses: RunnerName;
  readonly attempt: number;
  declare readonly item?: number;
  readonly settings: JsonObject;
  readonly input: JsonValue;
  readonly inputs: JsonObject;
  readonly baseDirectory: string | undefined;
  readonly #state: ExecutionState;
  readonly #node: ProgramNode;
  readonly #voice: Voice;
  #nodes: JsonObject | undefined = undefined;

  constructor({ state, slot, node, task, attempt, baseDirectory }: AttemptPlan, settings: JsonObject, voice: Voice) {
    this.executionId = state.id;
    this.nodeId = node.id;
    this.agentId = task.agent.id;
    this.uses = task.uses;
    this.attempt = attempt;
    const item = state.itemOf(slot);
    if (item !== undefined) this.item = item;
    this.settings = settings;
    this.input = inputOf(state, node);
    this.inputs = (state.scopes[node.scope] as ScopeState).inputs;
    const folder = (state.program.scopes[node.scope] as Scope).folder;
    this.baseDirectory = baseDirectory === undefined || folder === '' ? baseDirectory : join(baseDirectory, folder);
    this.#state = state;
    this.#node = node;
    this.#voice = voice;
  }

  get idempotencyKey(): string {
    const { executionId, nodeId, item } = this;
    return item === undefined ? `${executionId}/${nodeId}` : `${executionId}/${nodeId}/${item}`;
  }

  /** Collecting them for each of 10,000 attempts would be quadratic. */
  get nodes(): JsonObject {
    return (this.#nodes ??= outputsOf(this.#state, this.#node));
  }

  get signal(): AbortSignal {
    return this.#voice.signal;
  }

  log(level: LogLevel, message: string): void {
    this.#voice.log(level, message);
  }

  progress(message: string, fraction?: number): void {
    this.#voice.progress(message, fraction);
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
      outputs[(program.nodes[index] as ProgramNode).localId] = state.outputs[index] ?? null;
  return outputs;
}
