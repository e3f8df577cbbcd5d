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
      return `"${event.workflow}" starts with ${json(event.inputs)}${takenOver(event)}`;
    case 'nodeReady':
      return ready(event);
    case 'attemptStarted':
      return `${name(event)} starts attempt ${event.attempt}`;
    case 'attemptSucceeded':
      return `${name(event)} succeeds with ${json(event.output)}`;
    case 'attemptFailed':
      return `${name(event)} fails ${event.final === true ? 'for good, ' : ''}attempt ${event.attempt}: ${failure(event.error)}`;
    case 'retryScheduled':
      return `${name(event)} will try again (attempt ${event.attempt}) in ${event.delay_ms} ms`;
    case 'nodeCompleted': {
      const output = event.output === undefined ? '' : ` with ${json(event.output)}`;
      const verb = event.taken_over === true ? 'is taken over' : 'is completed';
      return `${event.node_id} ${verb}${output}${notTaken(event.not_taken)}`;
    }
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
      return `${event.node_id} asks ${json(event.message)} of ${event.approvers.join(', ') || 'anybody'}`;
    case 'approvalAnswered': {
      const said = event.comment === undefined ? '' : ` (${event.comment})`;
      return `${event.node_id} is ${event.approved ? 'approved' : 'rejected'}${said}`;
    }
    case 'agentLogged':
      return `${name(event)} logs (${event.level}) ${event.message}`;
    case 'agentProgressed':
      return `${name(event)} progresses ${event.fraction ?? ''} ${event.message ?? ''}`.trimEnd();
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

/** `node`, or `node[2]` of an item. */
function name({ node_id: id, item }: { readonly node_id: string; readonly item?: number }): string {
  return item === undefined ? id : `${id}[${item}]`;
}

function ready(event: Extract<EngineEvent, { readonly type: 'nodeReady' }>): string {
  if (event.delay_ms !== undefined) return `${event.node_id} waits ${event.delay_ms} ms`;
  if (event.items !== undefined) return `${event.node_id} goes over ${json(event.items)}`;
  if (event.inputs !== undefined) return `${event.node_id} begins with ${json(event.inputs)}`;
  return `${name(event)} is ready`;
}

function takenOver(event: Extract<EngineEvent, { readonly type: 'executionStarted' }>): string {
  if (event.retry_of === undefined) return '';
  return `, repeats ${event.retry_of} and takes over ${Object.keys(event.taken_over ?? {}).join(', ')}`;
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
