/** R6: what a runner returns must be a JSON value of a bearable size. */
import type { JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { FailureInfo } from '../protocol/execution.ts';

const deepest = 2_000;

/**
 * The value as it is if it is JSON, else what JSON makes of it.
 *
 * @param largest bytes
 */
export function checkOutput(value: unknown, largest: number): Result<JsonValue, FailureInfo> {
  const size = sizeOf(value, largest, 0);
  if (size !== undefined && size <= largest) return ok(value as JsonValue);
  if (size !== undefined)
    return err({
      kind: 'output-too-large',
      message: t('The output is larger than {0} MiB', largest / 1024 / 1024),
      retryable: false,
    });
  try {
    const text = JSON.stringify(value) as string | undefined;
    return ok(text === undefined ? null : (JSON.parse(text) as JsonValue));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err({ kind: 'internal', message: t('The output is not a JSON value: {0}', reason), retryable: false });
  }
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** Undefined when it is not plain JSON. Stops counting beyond the largest. */
function sizeOf(value: unknown, largest: number, depth: number): number | undefined {
  if (value === null || typeof value === 'boolean') return 4;
  if (typeof value === 'string') return byteLength(value) + 2;
  if (typeof value === 'number') return Number.isFinite(value) ? 8 : undefined;
  if (typeof value !== 'object' || depth > deepest) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== null && prototype !== Object.prototype) return undefined;
  let size = 2;
  for (const key of Object.keys(value)) {
    const inner = sizeOf((value as Readonly<Record<string, unknown>>)[key], largest, depth + 1);
    if (inner === undefined) return undefined;
    size += byteLength(key) + 4 + inner;
    if (size > largest) return size;
  }
  return size;
}
