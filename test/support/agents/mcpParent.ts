/** A process that calls a server, tells its process id, and stays; its argument is the folder of the workflow. */
import { createRunner } from '../../../src/agents/mcp/chunk.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { ok } from '../../../src/base/result.ts';
import { agentRequest, outputOf } from './request.ts';

const [, , folder = ''] = process.argv;
const runner = createRunner(() => ({
  consent: { ask: () => Promise.resolve(ok(undefined)) },
  connections: {},
  allowedHosts: [],
  workspaceFolders: [folder],
}));
const server = [process.execPath, new URL('./mcpServer.ts', import.meta.url).pathname];
const settings = { server, tool: 'process' };
const outcome = await runner.run(agentRequest(settings, { baseDirectory: folder, writtenSettings: settings }));
process.send?.((outputOf(outcome) as JsonObject)['pid']);
setInterval(() => undefined, 1000);
