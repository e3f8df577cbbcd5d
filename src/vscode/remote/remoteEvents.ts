/** Events of a server's engine: only what every reader can handle is handed on (threat T22). */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import type { EngineEvent, EngineEventType } from '../../engine/events.ts';

type Shape = Readonly<Record<string, 'string' | 'number' | 'object' | 'boolean'>>;

const node: Shape = { node_id: 'string' };
const attempt: Shape = { ...node, attempt: 'number' };

/** What each kind has beside `seq` and `time_ms`. */
const shapes: Readonly<Record<EngineEventType, Shape>> = {
  executionStarted: { execution_id: 'string', workflow: 'string', inputs: 'object' },
  nodeReady: node,
  attemptStarted: attempt,
  attemptSucceeded: attempt,
  attemptFailed: { ...attempt, error: 'object' },
  retryScheduled: { ...attempt, delay_ms: 'number' },
  nodeCompleted: node,
  nodeFailed: { ...node, status: 'string', error: 'object' },
  nodeSkipped: { ...node, passes: 'string' },
  nodeCancelled: { ...node, reason: 'string' },
  joinFired: { ...node, record: 'object' },
  approvalRequested: { ...node, message: 'string', approvers: 'object' },
  approvalAnswered: { ...node, approved: 'boolean' },
  agentLogged: { ...attempt, level: 'string', message: 'string' },
  agentProgressed: attempt,
  executionPaused: { reason: 'string' },
  executionResumed: {},
  executionCompleted: {},
  executionFailed: { error: 'object' },
  executionCancelled: { reason: 'string' },
  executionTimedOut: { error: 'object' },
};

export function engineEvent(event: JsonObject): EngineEvent | undefined {
  const { type, seq, time_ms: time } = event;
  if (typeof type !== 'string' || !Object.hasOwn(shapes, type)) return undefined;
  if (typeof seq !== 'number' || typeof time !== 'number' || !Number.isFinite(time)) return undefined;
  const shape = { ...shapes[type as EngineEventType] };
  for (const [key, kind] of Object.entries(shape))
    if (typeof event[key] !== kind || event[key] === null) return undefined;
  if (!isFailureOrNone(event['error'])) return undefined;
  return event as unknown as EngineEvent;
}

function isFailureOrNone(error: JsonValue | undefined): boolean {
  return error === undefined || (isJsonObject(error) && typeof error['message'] === 'string');
}
