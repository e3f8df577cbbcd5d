/**
 * The events that a journal holds with secrets back in their places, and the state that they lead to (E3).
 *
 * What was secret only inside of a subworkflow is stored nowhere. Its expression is evaluated again where the subworkflow began, in
 * the same state; only what `env` gives is today's, as a secret that is asked for again is today's.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { TakenOver } from '../protocol/execution.ts';
import { innerInputs } from './core/subworkflow.ts';
import type { Environment } from './core/turn.ts';
import type { EngineEvent } from './events.ts';
import { applyEvent, applyNodeEvent } from './fold.ts';
import { hidden } from './knownSecrets.ts';
import type { StoredExecution } from './ports.ts';
import type { InnerSecrets, Program, ProgramNode } from './program.ts';
import type { Secrets } from './secrets.ts';
import { ExecutionState, type ScopeState } from './state.ts';
import { endOf } from './takeOver.ts';

export interface Restored {
  readonly events: readonly EngineEvent[];
  readonly state: ExecutionState;
}

/** For who only looks: expressions that ask for more than the journal holds have no value. */
export const onlyTheJournal: Environment = { secret: unknownHere, env: unknownHere };

/**
 * @param secrets learns what is secret inside of subworkflows
 * @param environment where expressions find `secrets` and `env`
 * @param missing takes the names of the secrets that have no value; `***` stands for them
 * @throws Error for events that are not of this program
 */
export function restore(
  program: Program,
  stored: Pick<StoredExecution, 'definition' | 'events'>,
  secrets: Secrets,
  environment: Environment,
  missing = new Set<string>(),
): Restored {
  const restoration = new Restoration(program, secrets, environment, missing);
  const { state } = restoration;
  const from = sealedFrom(stored);
  if (from === stored.events.length && !secrets.any) {
    for (const event of stored.events) applyEvent(state, event);
    return { events: stored.events, state };
  }
  const events = stored.events.map((event, at) => {
    const given = at < from ? event : restoration.unseal(event);
    if (at < from) secrets.learnFrom(event);
    applyEvent(state, given);
    return given;
  });
  return { events, state };
}

/** Index of the first event in which references stand for secrets; the number of events when there is none. */
export function sealedFrom({ definition, events }: Pick<StoredExecution, 'definition' | 'events'>): number {
  if (definition?.sealed === true) return 0;
  const at = events.findIndex((event) => event.type === 'executionResumed' && event.sealed === true);
  return at === -1 ? events.length : at;
}

class Restoration {
  readonly state: ExecutionState;
  readonly #program: Program;
  readonly #secrets: Secrets;
  readonly #environment: Environment;
  readonly #missing: Set<string>;

  constructor(program: Program, secrets: Secrets, environment: Environment, missing: Set<string>) {
    this.state = new ExecutionState(program);
    this.#program = program;
    this.#secrets = secrets;
    this.#environment = environment;
    this.#missing = missing;
  }

  unseal(event: EngineEvent): EngineEvent {
    if (event.type === 'executionStarted' && event.taken_over !== undefined && this.#program.innerSecrets.size > 0)
      return this.#unsealTakenOver(event, event.taken_over);
    const inner = event.type === 'nodeReady' ? this.#secrets.innerOf(event.node_id) : undefined;
    if (event.type !== 'nodeReady' || event.inputs === undefined || inner === undefined)
      return this.#secrets.unsealEvent(event, this.#missing);
    this.#evaluate(this.state, inner, event.inputs);
    const unsealed = this.#secrets.unsealEvent(event, this.#missing) as typeof event;
    this.#learn(inner, inner.names, unsealed.inputs ?? event.inputs);
    return unsealed;
  }

  /** R4: node by node, as they completed, since what subworkflows were given follows from what came before. */
  #unsealTakenOver(
    event: Extract<EngineEvent, { readonly type: 'executionStarted' }>,
    sealed: TakenOverNodes,
  ): EngineEvent {
    const unsealed = this.#secrets.unsealEvent({ ...event, taken_over: {} }, this.#missing);
    const takenOver = Object.create(null) as Record<string, TakenOver>;
    const started = { ...unsealed, taken_over: takenOver } as typeof event;
    const state = new ExecutionState(this.#program);
    applyEvent(state, started);
    for (const [id, taken] of Object.entries(sealed)) {
      const index = this.#program.graph.indexOf(id);
      if (index === undefined) throw new Error(`What is taken over names the unknown node "${id}"`);
      const inner = this.#secrets.innerOfStart(id);
      if (inner !== undefined && isJsonObject(taken.output)) this.#evaluate(state, inner, taken.output);
      const output = this.#secrets.unseal(taken.output, this.#missing);
      if (inner !== undefined && isJsonObject(output)) this.#learn(inner, inner.names, output);
      takenOver[id] = { ...taken, output };
      const node = this.#program.nodes[index] as ProgramNode;
      if (node.kind === 'start' && isJsonObject(output)) (state.scopes[node.scope] as ScopeState).inputs = output;
      const stamp = { seq: state.seq + 1, time_ms: event.time_ms, node_id: id };
      applyNodeEvent(state, { ...endOf(taken), ...stamp }, index);
    }
    return started;
  }

  /** @param sealed what the journal holds of the inputs with which the subworkflow began */
  #evaluate(state: ExecutionState, inner: InnerSecrets, sealed: JsonObject): void {
    const names = this.#secrets.unknownIn(inner, sealed);
    const node = this.#program.nodes[this.#program.graph.indexOf(inner.owner) ?? -1];
    if (names.length === 0 || node?.definition.kind !== 'subworkflow') return;
    const inputs = innerInputs(state, this.#environment, node, node.definition);
    if (inputs.ok) this.#learn(inner, names, inputs.value.inputs);
  }

  /** What holds the place of a secret that is missing is no value to look for. */
  #learn({ owner }: InnerSecrets, names: readonly string[], inputs: JsonObject): void {
    const holdsPlace = (value: JsonValue | undefined): boolean =>
      value !== undefined && this.#missing.size > 0 && JSON.stringify(value).includes(hidden);
    this.#secrets.learn({ owner, names: names.filter((name) => !holdsPlace(inputs[name])) }, inputs);
  }
}

type TakenOverNodes = Readonly<Record<string, TakenOver>>;

function unknownHere(name: string): never {
  throw new Error(`The value of ${name} is not in the journal`);
}
