/** Events as text that reads like a story: one line for each, its time in seconds before it. */
import { assertNever } from '../../../src/base/assertNever.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import type { FailureInfo } from '../../../src/protocol/execution.ts';

export function tell(events: readonly EngineEvent[]): string {
  const startMs = events[0]?.time_ms ?? 0;
  const lines = events.map((event) => `${((event.time_ms - startMs) / 1000).toFixed(3).padStart(8)}  ${line(event)}`);
  return `${lines.join('\n')}\n`;
}

function line(event: EngineEvent): string {
  switch (event.type) {
    case 'executionStarted':
      return `"${event.workflow}" starts with ${json(event.inputs)}`;
    case 'nodeReady':
      return event.delay_ms === undefined ? `${event.node_id} is ready` : `${event.node_id} waits ${event.delay_ms} ms`;
    case 'attemptStarted':
      return `${event.node_id} starts attempt ${event.attempt}`;
    case 'attemptSucceeded':
      return `${event.node_id} succeeds with ${json(event.output)}`;
    case 'attemptFailed':
      return `${event.node_id} fails attempt ${event.attempt}: ${failure(event.error)}`;
    case 'retryScheduled':
      return `${event.node_id} will try again (attempt ${event.attempt}) in ${event.delay_ms} ms`;
    case 'nodeCompleted':
      return `${event.node_id} is completed${notTaken(event.not_taken)}`;
    case 'nodeFailed':
      return `${event.node_id} has ${event.status}: ${failure(event.error)}${notTaken(event.not_taken)}`;
    case 'nodeSkipped':
      return `${event.node_id} is skipped, passing ${event.passes}`;
    case 'nodeCancelled':
      return `${event.node_id} is cancelled (${event.reason})`;
    case 'joinFired': {
      const { winner, succeeded, failed, cancelled, skipped } = event.record;
      const counts = `${succeeded} done, ${failed} failed, ${cancelled} cancelled, ${skipped} skipped`;
      return `${event.node_id} fires: ${counts}; first ${winner ?? 'none'}`;
    }
    case 'approvalRequested':
    case 'approvalAnswered':
      return `${event.node_id}: ${event.type}`;
    case 'agentLogged':
      return `${event.node_id} logs (${event.level}) ${event.message}`;
    case 'agentProgressed':
      return `${event.node_id} progresses ${event.fraction ?? ''} ${event.message ?? ''}`.trimEnd();
    case 'executionPaused':
      return `paused (${event.reason})`;
    case 'executionResumed':
      return 'resumed';
    case 'executionCompleted':
      return `COMPLETED with ${json(event.output)}`;
    case 'executionFailed':
      return `FAILED at ${event.error.node_id ?? 'its output'}: ${failure(event.error)}`;
    case 'executionCancelled':
      return `CANCELLED (${event.reason})`;
    case 'executionTimedOut':
      return `TIMED OUT: ${failure(event.error)}`;
    default:
      return assertNever(event);
  }
}

function failure({ kind, message, retryable }: FailureInfo): string {
  return `[${kind}${retryable ? ', retryable' : ''}] ${message}`;
}

function notTaken(edges: readonly number[] | undefined): string {
  return edges === undefined ? '' : `, not taking edge ${edges.join(', ')}`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
