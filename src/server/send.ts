/** Sends an answer: its headers, and its body no faster than it is read. */
import { once } from 'node:events';
import type http from 'node:http';
import type { Answer } from './answers.ts';

/** On every answer: nothing is kept, nothing is guessed, no other site gets it. */
const always = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Who reads nothing for so long is gone. */
const patienceMs = 30_000;

/** A stream that has nothing to say says that it lives. */
const silenceMs = 15_000;

/** Resolves when it is sent, or the connection is gone. */
export async function send(response: http.ServerResponse, answer: Answer): Promise<void> {
  if (response.destroyed || response.headersSent) return;
  const { status, headers = {}, body, text, stream } = answer;
  if (stream) {
    response.writeHead(status, { ...always, ...headers });
    await sendPieces(response, stream);
    return;
  }
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const own = text === undefined && content !== undefined && { 'Content-Type': 'application/json; charset=utf-8' };
  const length = content !== undefined && { 'Content-Length': String(Buffer.byteLength(content)) };
  response.writeHead(status, { ...always, ...own, ...length, ...headers });
  await ended(response, content);
}

async function ended(response: http.ServerResponse, content?: string): Promise<void> {
  const tooLong = setTimeout(() => response.destroy(), patienceMs);
  response.end(content);
  if (!response.writableFinished && !response.destroyed)
    await Promise.race([once(response, 'finish'), once(response, 'close')]).catch(() => undefined);
  clearTimeout(tooLong);
}

async function sendPieces(response: http.ServerResponse, pieces: AsyncIterable<string>): Promise<void> {
  const comments = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': still here\n\n');
  }, silenceMs);
  response.flushHeaders();
  try {
    for await (const piece of pieces) {
      if (response.destroyed) return;
      if (!response.write(piece) && !(await drained(response))) return;
    }
    await ended(response);
  } finally {
    clearInterval(comments);
    response.destroy();
  }
}

/** False when the client is gone, or reads nothing any more. */
async function drained(response: http.ServerResponse): Promise<boolean> {
  try {
    await once(response, 'drain', { signal: AbortSignal.timeout(patienceMs) });
    return true;
  } catch {
    return false;
  }
}
