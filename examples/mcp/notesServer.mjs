/**
 * A small MCP server (https://modelcontextprotocol.io) without any package: lines of JSON-RPC on standard input and output.
 * It keeps notes for as long as it is there.
 */
import { createInterface } from 'node:readline';

const notes = [];

const tools = {
  add: {
    description: 'Adds a note.',
    inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    call({ text }) {
      notes.push(text);
      return { notes: notes.length };
    },
  },
  find: {
    description: 'Finds the notes that hold a word.',
    inputSchema: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
    call: ({ word }) => ({ found: notes.filter((note) => note.includes(word)) }),
  },
};

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'notes', version: '1.0.0' },
  }),
  'tools/list': () => ({
    tools: Object.entries(tools).map(([name, { description, inputSchema }]) => ({ name, description, inputSchema })),
  }),
  'tools/call': ({ name, arguments: given }) => {
    const result = tools[name].call(given);
    return { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result };
  },
  ping: () => ({}),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  // Without an id it is a notification, which nobody answers.
  if (id === undefined) continue;
  const answer = Object.hasOwn(methods, method)
    ? { result: methods[method](params ?? {}) }
    : { error: { code: -32601, message: `There is no method ${method}.` } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`);
}
