import type { JsonObject, JsonValue } from '../base/json.ts';
import type { Range } from '../base/text.ts';
import type { Template } from './expressions/template.ts';

/**
 * A workflow as the engine executes it and the editor talks about it: the file's meaning, names in camelCase, defaults of
 * docs/format applied where a key has one. Source: `spec/format.md`. Ranges lead back to the text.
 */
export interface WorkflowDefinition {
  readonly name: string;
  readonly description?: string;
  readonly version?: string | number;
  /** Absent: any input is accepted (D3). In the file's order. */
  readonly inputs?: ReadonlyMap<string, InputDefinition>;
  readonly agents: ReadonlyMap<string, AgentDefinition>;
  /** In the file's order, ids unique without regard to case. */
  readonly nodes: readonly NodeDefinition[];
  /** In the file's order; both ends exist. */
  readonly edges: readonly EdgeDefinition[];
  /** Absent: the result is what reaches the end node (D1). */
  readonly outputs?: ReadonlyMap<string, Template>;
  readonly timeoutSeconds?: number;
  /** 1..1000 attempts at the same time. */
  readonly maxConcurrency: number;
  readonly errorHandling: ErrorHandling;
}

export type InputType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array';

export interface InputDefinition {
  readonly name: string;
  readonly type: InputType;
  readonly description?: string;
  /** Absent: there is none (null is a default too). */
  readonly default?: JsonValue;
  readonly required: boolean;
  readonly enum?: readonly JsonValue[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly secret: boolean;
  readonly range: Range;
}

export const runnerNames = [
  'http',
  'sql',
  'cache',
  'transform',
  'script',
  'command',
  'llm',
  'mcp',
  'ipa',
  'mock',
] as const;
export type RunnerName = (typeof runnerNames)[number];

export interface AgentDefinition {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly capabilities: readonly string[];
  /** Written, or derived from the first known capability; absent: `agent-without-runner`. */
  readonly uses?: RunnerName;
  /** Its settings by key, those that a derived runner brings included. */
  readonly with: ReadonlyMap<string, Template>;
  readonly errorHandling: ErrorHandling;
  /** False: an attempt cut off by a crash is asked about, not started again. */
  readonly idempotent: boolean;
  readonly range: Range;
  readonly idRange: Range;
}

export type Backoff = 'fixed' | 'linear' | 'exponential';
export type OnFailure = 'abort' | 'continue' | 'drain';

/** What is written at one place; the nearest place wins, key by key. Defaults are applied by the engine, not here. */
export interface ErrorHandling {
  readonly onFailure?: OnFailure;
  readonly maxRetries?: number;
  readonly retry?: {
    readonly delaySeconds?: number;
    readonly backoff?: Backoff;
    readonly factor?: number;
    readonly maxDelaySeconds?: number;
    /** 0..1 */
    readonly jitter?: number;
    readonly retryOn?: readonly string[];
  };
  /** One attempt. */
  readonly timeoutSeconds?: number;
  /** All attempts with their waits. */
  readonly totalTimeoutSeconds?: number;
}

export type JoinMode = 'all' | 'any' | 'race' | 'n_of_m' | 'majority' | 'all_settled';
export type JoinRemaining = 'cancel' | 'ignore' | 'wait';
export type JoinMerge = 'by_branch' | 'collect_all' | 'merge_dict' | 'first_result' | 'aggregate';
export type Aggregate = 'sum' | 'count' | 'concat' | 'max' | 'min' | 'avg';

interface NodeCommon {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  /** The whole item. */
  readonly range: Range;
  readonly idRange: Range;
}

export interface JoinSettings {
  readonly mode: JoinMode;
  readonly count?: number;
  /** 0..100 of the branches that can arrive, rounded up. */
  readonly percent?: number;
  readonly remaining: JoinRemaining;
}

/** A fork and a join are two kinds here, though the file writes both as `parallel_gateway`. */
export type NodeDefinition = NodeCommon &
  (
    | { readonly kind: 'start' }
    | { readonly kind: 'end'; readonly terminate: boolean }
    | {
        readonly kind: 'agent_task';
        readonly agentId: string;
        readonly agentIdRange: Range;
        readonly with: ReadonlyMap<string, Template>;
        readonly errorHandling: ErrorHandling;
      }
    | {
        readonly kind: 'fork';
        readonly errorHandling: ErrorHandling;
        readonly maxConcurrency?: number;
        /** From the fork to its join. */
        readonly timeoutSeconds?: number;
      }
    | ({
        readonly kind: 'join';
        readonly merge: JoinMerge;
        readonly aggregate?: Aggregate;
        readonly timeoutSeconds?: number;
      } & JoinSettings)
    | { readonly kind: 'exclusive_gateway' }
    | {
        readonly kind: 'approval';
        readonly message?: Template;
        readonly approvers: readonly string[];
        readonly timeoutSeconds?: number;
        readonly onTimeout: 'reject' | 'approve' | 'fail';
      }
    | { readonly kind: 'delay'; readonly seconds?: number | Template; readonly until?: Template }
    | ({
        readonly kind: 'for_each';
        readonly agentId: string;
        readonly agentIdRange: Range;
        readonly with: ReadonlyMap<string, Template>;
        readonly items: Template;
        readonly as: string;
        readonly maxConcurrency?: number;
        readonly errorHandling: ErrorHandling;
      } & JoinSettings)
    | { readonly kind: 'subworkflow'; readonly path: string; readonly inputs: ReadonlyMap<string, Template> }
  );

export type NodeKind = NodeDefinition['kind'];

export interface EdgeDefinition {
  readonly source: string;
  readonly target: string;
  /** Absent: true. */
  readonly condition?: Template;
  readonly on: 'success' | 'failure' | 'always';
  /** The default edge of an exclusive gateway. */
  readonly default: boolean;
  readonly label?: string;
  readonly range: Range;
  readonly sourceRange: Range;
  readonly targetRange: Range;
}

/** The file's own JSON value of a definition's part, for readers that show it. */
export type Settings = JsonObject;
