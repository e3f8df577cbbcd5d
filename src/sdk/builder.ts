/** Workflows written in code: the tutorial's builder. What it builds is what a file says, and becomes one (`toYaml`). */
import type { JsonObject } from '../base/json.ts';
import type { Agent, Edge, Input, Node, Workflow as WorkflowFile } from '../model/schema/generated/workflow.ts';
import { parse } from '../model/syntax/parse.ts';
import { toJson } from '../model/syntax/syntaxTree.ts';
import { toYaml } from '../model/syntax/write.ts';
import { WorkflowError } from './workflowError.ts';

/** The file's own words for a node of a type: `config: { error_handling: { on_failure: 'continue' } }`. */
type NodeOf<T extends Node['type']> = Extract<Node, { readonly type: T }>;
type ConfigOf<T> = T extends { config?: infer Config } ? Config : never;
type ForkConfig = ConfigOf<Extract<Node, { gateway_type: 'fork' }>>;
type JoinConfig = ConfigOf<Extract<Node, { gateway_type: 'join' }>>;

export interface NodeOptions<Config> {
  /** Shown instead of the id. */
  readonly name?: string;
  readonly description?: string;
  /** As in a file. */
  readonly config?: Config;
}

export interface AgentNodeOptions<Config> extends NodeOptions<Config> {
  /** Its id or name: of the workflow's own agents, or one that was created. */
  readonly agentId: string;
  /** Merged over the agent's `with`. */
  readonly with?: JsonObject;
}

export interface JoinNodeOptions extends NodeOptions<JoinConfig> {
  readonly mode?: NonNullable<JoinConfig>['mode'];
}

export interface EdgeOptions {
  readonly condition?: Edge['condition'];
  readonly on?: Edge['on'];
  readonly default?: boolean;
  readonly label?: string;
}

export interface WorkflowOptions {
  readonly description?: string;
  readonly version?: string | number;
  /** Longest time of the whole execution. */
  readonly timeoutSeconds?: number;
  readonly maxConcurrency?: number;
  /** As in a file. */
  readonly errorHandling?: WorkflowFile['error_handling'];
  /** Name to expression: the execution's result. */
  readonly outputs?: JsonObject;
}

/** A workflow as data. */
export class Workflow {
  /** As a file has it. */
  readonly definition: WorkflowFile;

  constructor(definition: WorkflowFile) {
    this.definition = definition;
  }

  get name(): string {
    return this.definition.name;
  }

  /** The text of a `.workflow.yaml` file. */
  toYaml(): string {
    return toYaml(this.definition as unknown as JsonObject);
  }

  toJSON(): WorkflowFile {
    return this.definition;
  }

  /** Reads a file's text. Throws where it is no YAML; what else is wrong says `WorkflowService.create`. */
  static fromYaml(text: string): Workflow {
    const { root, problems } = parse(text);
    const [first] = problems;
    if (first) throw new WorkflowError({ code: 'invalid-workflow', message: first.message });
    return new Workflow(toJson(root) as unknown as WorkflowFile);
  }
}

/** Adds nodes and edges in the order of the calls; each gives the builder itself. */
export class WorkflowBuilder {
  readonly #head: JsonObject;
  readonly #inputs: Record<string, Input> = {};
  readonly #agents: Record<string, Agent> = {};
  readonly #nodes: Node[] = [];
  readonly #edges: Edge[] = [];
  readonly #outputs: JsonObject | undefined;

  constructor(name: string, options: WorkflowOptions = {}) {
    const { description, version, timeoutSeconds, maxConcurrency, errorHandling, outputs } = options;
    this.#head = defined({
      name,
      description,
      version,
      timeout_seconds: timeoutSeconds,
      max_concurrency: maxConcurrency,
      error_handling: errorHandling,
    });
    this.#outputs = outputs;
  }

  addInput(name: string, input: Input = {}): this {
    this.#inputs[name] = input;
    return this;
  }

  /** An agent of the workflow's own. Those of `createAgent` need no such thing. */
  addAgent(id: string, agent: Agent): this {
    this.#agents[id] = agent;
    return this;
  }

  addStartNode(id: string, options: Omit<NodeOptions<never>, 'config'> = {}): this {
    return this.#add(id, 'start', options);
  }

  addEndNode(id: string, options: NodeOptions<ConfigOf<NodeOf<'end'>>> = {}): this {
    return this.#add(id, 'end', options);
  }

  addForkNode(id: string, options: NodeOptions<ForkConfig> = {}): this {
    return this.#add(id, 'parallel_gateway', { gateway_type: 'fork', ...options });
  }

  addJoinNode(id: string, { mode, config, ...options }: JoinNodeOptions = {}): this {
    const settings = mode === undefined ? config : { mode, ...config };
    return this.#add(id, 'parallel_gateway', { gateway_type: 'join', ...options, config: settings });
  }

  addAgentNode(id: string, { agentId, ...options }: AgentNodeOptions<ConfigOf<NodeOf<'agent_task'>>>): this {
    return this.#add(id, 'agent_task', { agent_id: agentId, ...options });
  }

  addForEachNode(id: string, { agentId, ...options }: AgentNodeOptions<ConfigOf<NodeOf<'for_each'>>>): this {
    return this.#add(id, 'for_each', { agent_id: agentId, ...options });
  }

  addExclusiveNode(id: string, options: Omit<NodeOptions<never>, 'config'> = {}): this {
    return this.#add(id, 'exclusive_gateway', options);
  }

  addApprovalNode(id: string, options: NodeOptions<ConfigOf<NodeOf<'approval'>>> = {}): this {
    return this.#add(id, 'approval', options);
  }

  addDelayNode(id: string, options: NodeOptions<ConfigOf<NodeOf<'delay'>>> = {}): this {
    return this.#add(id, 'delay', options);
  }

  addSubworkflowNode(id: string, options: NodeOptions<ConfigOf<NodeOf<'subworkflow'>>> = {}): this {
    return this.#add(id, 'subworkflow', options);
  }

  connect(source: string, target: string, options: EdgeOptions = {}): this {
    this.#edges.push(defined({ source, target, ...options }) as unknown as Edge);
    return this;
  }

  /** Checks nothing: `WorkflowService.create` says everything that is wrong, as the editor does. */
  build(): Workflow {
    const parts = {
      ...this.#head,
      inputs: whereAny(this.#inputs),
      agents: whereAny(this.#agents),
      nodes: [...this.#nodes],
      edges: [...this.#edges],
      outputs: this.#outputs,
    };
    return new Workflow(defined(parts) as unknown as WorkflowFile);
  }

  #add(id: string, type: Node['type'], more: object): this {
    this.#nodes.push(defined({ id, type, ...more }) as unknown as Node);
    return this;
  }
}

/** Without the keys that have no value. */
function defined(parts: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as JsonObject;
}

function whereAny<T extends object>(entries: T): T | undefined {
  return Object.keys(entries).length > 0 ? entries : undefined;
}
