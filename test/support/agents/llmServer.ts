/** A server that speaks OpenAI's chat completions, streamed as server-sent events. */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { JsonObject } from '../../../src/base/json.ts';
import { type Origin, serveHttp } from './servers.ts';

export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
}

export interface ModelServer extends Origin {
  readonly asked: readonly Asked[];
}

/** `answer` is given the response and which question it is, from 1. */
export async function serveModel(answer: (response: ServerResponse, count: number) => void): Promise<ModelServer> {
  const asked: Asked[] = [];
  const origin = await serveHttp((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      asked.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) as JsonObject });
      answer(response, asked.length);
    });
  });
  return { ...origin, url: `${origin.url}/v1`, asked };
}

export function event(data: object | string): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** One piece of an answer. */
export function piece(content: string, finish: string | null = null): string {
  return event({
    id: 'c',
    object: 'chat.completion.chunk',
    model: 'small-1',
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  });
}

export function begin(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'text/event-stream' });
}

/** A whole answer in these pieces, with 7 and 5 tokens. */
export function say(response: ServerResponse, ...pieces: readonly string[]): void {
  begin(response);
  for (const one of pieces) response.write(piece(one));
  response.write(piece('', 'stop'));
  const usage = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
  response.write(event({ id: 'c', object: 'chat.completion.chunk', model: 'small-1', choices: [], usage }));
  response.end(event('[DONE]'));
}
