import type { ErrorHandling } from '../definition.ts';
import { type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import { optional, readEnum, readNumber, readStrings } from './read.ts';

/** The `error_handling` of a place; what is not written is not there, since it is inherited key by key. */
const nothing: ErrorHandling = {};

export function compileErrorHandling(owner: SyntaxNode | undefined): ErrorHandling {
  const node = valueOf(owner, 'error_handling');
  if (!node) return nothing;
  const retry = valueOf(node, 'retry');
  return {
    ...optional('onFailure', readEnum(node, 'on_failure', ['abort', 'continue', 'drain'])),
    ...optional('maxRetries', readNumber(node, 'max_retries')),
    ...optional('retry', retry && compileRetry(retry)),
    ...optional('timeoutSeconds', readNumber(node, 'timeout_seconds')),
    ...optional('totalTimeoutSeconds', readNumber(node, 'total_timeout_seconds')),
  };
}

function compileRetry(node: SyntaxNode): NonNullable<ErrorHandling['retry']> {
  return {
    ...optional('delaySeconds', readNumber(node, 'delay_seconds')),
    ...optional('backoff', readEnum(node, 'backoff', ['fixed', 'linear', 'exponential'])),
    ...optional('factor', readNumber(node, 'factor')),
    ...optional('maxDelaySeconds', readNumber(node, 'max_delay_seconds')),
    ...optional('jitter', readNumber(node, 'jitter')),
    ...optional('retryOn', readStrings(node, 'retry_on')),
  };
}
