/**
 * A real MCP server. As a process it speaks over standard input and output, and writes what happens to the file `MCP_LOG`, a
 * line each; `toolServer` is what both it and an HTTP server serve.
 */
import { appendFileSync } from 'node:fs';
import { createMcpHandler, fromJsonSchema, McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { type Origin, serveHttp } from './servers.ts';

const isProcess = process.argv[1] === import.meta.filename;

type Tell = (line: string) => void;
type Arguments = Readonly<Record<string, unknown>>;

const object = fromJsonSchema<Arguments>({ type: 'object' });
const text = (value: string): { content: { type: 'text'; text: string }[] } => ({
  content: [{ type: 'text', text: value }],
});

export function toolServer(tell: Tell): McpServer {
  const server = new McpServer({ name: 'test', version: '1' }, { capabilities: { logging: {} } });
  const config = { inputSchema: object };
  server.registerTool('add', { ...config, description: 'Adds a and b.', outputSchema: object }, ({ a, b }) => ({
    ...text('a sum'),
    structuredContent: { sum: Number(a) + Number(b) },
  }));
  server.registerTool('text', config, ({ value }) => text(String(value)));
  server.registerTool('picture', config, () => ({ content: [{ type: 'image', data: 'AA==', mimeType: 'image/png' }] }));
  server.registerTool('fail', config, () => ({ ...text('No such file.'), isError: true }));
  server.registerTool('environment', config, () => text(JSON.stringify(process.env)));
  server.registerTool('process', config, () => text(JSON.stringify({ pid: process.pid, cwd: process.cwd() })));
  server.registerTool('large', config, ({ megabytes }) => text('a'.repeat(Number(megabytes) * 1024 * 1024)));
  server.registerTool('exit', config, () => {
    console.error('Out of luck.');
    process.exit(3);
  });
  server.registerTool('steps', config, async (_, { mcpReq }) => {
    await tellProgress(mcpReq, 1);
    await mcpReq.notify({ method: 'notifications/message', params: { level: 'warning', data: 'half way' } });
    if (isProcess) console.error('on standard error');
    await tellProgress(mcpReq, 2);
    return text('done');
  });
  server.registerTool(
    'hang',
    config,
    (_, { mcpReq }) =>
      new Promise((resolve) => {
        tell('hanging');
        mcpReq.signal.addEventListener('abort', () => {
          tell('cancelled');
          resolve(text('too late'));
        });
      }),
  );
  return server;
}

async function tellProgress(mcpReq: ServerContext['mcpReq'], progress: number): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  const params = { progressToken, progress, total: 2, message: `step ${progress}` };
  await mcpReq.notify({ method: 'notifications/progress', params });
}

/** The same over HTTP. `heard` is given the headers of each request. */
export async function serveTools(tell: Tell, heard: (headers: Headers) => void = () => undefined): Promise<Origin> {
  const handler = createMcpHandler(() => toolServer(tell));
  const origin = await serveHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void (async () => {
        const { method = 'GET' } = request;
        const headers = new Headers(request.headers as Record<string, string>);
        heard(headers);
        const body = method === 'POST' ? Buffer.concat(chunks) : null;
        const asked = new Request(`http://127.0.0.1${request.url ?? '/'}`, { method, headers, body });
        const answer = await handler.fetch(asked);
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        const reader = answer.body?.getReader();
        response.on('close', () => void reader?.cancel());
        for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
          response.write(part.value);
        response.end();
      })().catch(() => response.destroy());
    });
  });
  return { ...origin, url: `${origin.url}/mcp` };
}

if (isProcess) {
  const log = process.env['MCP_LOG'];
  const tell: Tell = (line) => {
    if (log !== undefined) appendFileSync(log, `${line}\n`);
  };
  tell(`started ${process.pid}`);
  process.on('exit', () => {
    tell('exited');
  });
  serveStdio(() => toolServer(tell));
}
