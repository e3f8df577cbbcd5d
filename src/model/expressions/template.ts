import type { JsonObject, JsonValue } from '../../base/json.ts';
import type { Result } from '../../base/result.ts';
import type { Range } from '../../base/text.ts';
import type { CompiledExpression } from './compile.ts';

/** A JSON value of the file in which strings may hold `${{ }}`. Sequences and maps that hold no expression are literals. */
export type Template =
  | { readonly kind: 'literal'; readonly value: JsonValue }
  /** A string that is exactly one expression keeps its value's type. */
  | { readonly kind: 'expression'; readonly expression: CompiledExpression }
  /** Text and expressions joined as text. */
  | { readonly kind: 'text'; readonly parts: readonly (string | CompiledExpression)[] }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Template> };

/** Where an expression finds its values. A missing property is null. */
export interface EvaluationContext {
  readonly inputs: JsonObject;
  readonly input: JsonValue;
  /** By node id; asked only for nodes that the expression names. */
  node(id: string): { readonly output: JsonValue; readonly status: string; readonly error: JsonValue } | undefined;
  /** In `for_each`: the item under its `as` name, and its index. */
  readonly item?: { readonly as: string; readonly value: JsonValue; readonly index: number };
  readonly secret: (name: string) => string | undefined;
  readonly env: (name: string) => string | undefined;
  readonly workflowName: string;
  readonly executionId: string;
  /** What `success()`, `failure()` and `always()` see: the state of the edge's source. */
  readonly sourceStatus?: 'completed' | 'failed';
}

/** Why an expression gave no value; the message names the expression. */
export interface EvaluationError {
  readonly message: string;
  readonly range: Range;
}

export type Evaluated<T = JsonValue> = Result<T, EvaluationError>;
