/** An execution's events as server-sent events: `id` is the event's number, so that `Last-Event-ID` goes on after it. */
import { isTerminal } from '../../protocol/execution.ts';
import { type Answer, tooMany } from '../answers.ts';
import { type Asked, type Context, param } from '../context.ts';

/** Streams at one time, so that other requests have connections left. */
const mostStreams = 32;
let streams = 0;

export async function streamEvents(asked: Asked, context: Context): Promise<Answer> {
  const id = param(asked, 'id');
  const after = /^\d{1,15}$/.test(asked.lastEventId ?? '') ? Number(asked.lastEventId) : 0;
  const { status } = await context.executions.snapshot(id);
  // Tells a browser not to come again.
  if (after > 0 && isTerminal(status) && after >= ((await context.workspace.executions.events(id)).at(-1)?.seq ?? 0))
    return { status: 204 };
  if (streams >= mostStreams) throw tooMany();
  return {
    status: 200,
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8' },
    stream: counted(frames(id, after, asked.signal, context)),
  };
}

async function* frames(
  id: string,
  after: number,
  signal: AbortSignal,
  { executions }: Context,
): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  for await (const event of executions.events(id, { after, signal }))
    yield `id: ${String(event.seq)}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

async function* counted(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  streams++;
  try {
    yield* pieces;
  } finally {
    streams--;
  }
}
