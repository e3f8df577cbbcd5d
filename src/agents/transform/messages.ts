import type { JsonValue } from '../../base/json.ts';

/** What the worker is asked: a JSONata expression and the value it looks at. */
export interface TransformQuestion {
  readonly expression: string;
  readonly value: JsonValue;
}

export type TransformAnswer = { readonly output: JsonValue } | { readonly error: string };
