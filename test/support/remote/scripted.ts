/** Servers that answer as `spec/rest-api.md`, section 2, says of R1, R2, R3 and V2: real HTTP on loopback. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject, JsonValue } from '../../../src/base/json.ts';
import { serveHttp } from '../agents/servers.ts';

export type ScriptedDialect = 'R1' | 'R2' | 'R3' | 'V2';

/** A key that no reader of an agent may ever show. */
export const canaryKey = 'sk-canary-5f2e9c';

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Scripted {
  readonly url: string;
  readonly heard: Heard[];
  readonly workflows: Map<string, JsonObject>;
  readonly agents: Map<string, JsonObject>;
  /** Tokens that let in (R3). */
  readonly tokens: Set<string>;
  addAgent(name: string, fields?: JsonObject): string;
}

interface Asked extends Heard {
  readonly query: URLSearchParams;
  readonly json: JsonObject;
}

type Reply = readonly [status: number, body: JsonValue, headers?: Readonly<Record<string, string>>];

export async function scripted(dialect: ScriptedDialect): Promise<Scripted> {
  const server = new Server(dialect);
  const { url } = await serveHttp((request, response) => {
    void server.handle(request, response);
  });
  return Object.assign(server, { url });
}

/** What these versions keep of a workflow; the rest is dropped silently. */
const kept = ['name', 'description', 'trigger_type', 'trigger_config', 'graph_definition', 'variables'];
const keptOfNode = ['id', 'type', 'name', 'agent_id', 'config'];
const keptOfEdge = ['id', 'source', 'target', 'condition'];

class Server {
  readonly heard: Heard[] = [];
  readonly workflows = new Map<string, JsonObject>();
  readonly agents = new Map<string, JsonObject>();
  readonly tokens = new Set<string>();
  readonly #dialect: ScriptedDialect;

  constructor(dialect: ScriptedDialect) {
    this.#dialect = dialect;
  }

  addAgent(name: string, fields: JsonObject = {}): string {
    const id = randomUUID();
    const secret = { model: 'm', api_key: canaryKey };
    this.agents.set(id, { id, name, description: null, status: 'active', model_config_data: secret, ...fields });
    return id;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://local');
    const heard = { method: request.method ?? '', path, headers: request.headers, body };
    this.heard.push(heard);
    const [status, json, headers = {}] = this.#answer({ ...heard, query, json: parsed(body) });
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
  }

  #answer(asked: Asked): Reply {
    if (asked.path === '/openapi.json') return [200, this.#openapi()];
    const path = asked.path.replace(/^\/api\/v1/, '');
    if (this.#dialect === 'V2') return path === '/health' ? [200, { status: 'healthy', version: '2.1.0' }] : notFound;
    if (path === '/auth/login' && this.#dialect === 'R3') return this.#login(asked);
    if (this.#dialect === 'R3' && !this.tokens.has((asked.headers.authorization ?? '').replace(/^Bearer /, '')))
      return asked.headers.authorization === undefined
        ? [403, { detail: 'Not authenticated' }]
        : [401, { detail: 'Could not validate credentials' }];
    const [, collection = '', id, action] = /^\/(\w+)(?:\/([^/]+))?(?:\/(\w+))?\/?$/.exec(path) ?? [];
    const slashed = path.endsWith('/');
    if ((id === undefined) !== slashed)
      return this.#dialect === 'R1'
        ? [307, null, { location: slashed ? asked.path.slice(0, -1) : `${asked.path}/` }]
        : notFound;
    if (collection === 'workflows') return this.#workflows(asked, id, action);
    if (collection === 'agents') return this.#agents(asked, id, action);
    if (collection === 'executions' && id === undefined) return this.#executions(asked);
    return notFound;
  }

  #login({ headers, body }: Asked): Reply {
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') return [422, { detail: 'form expected' }];
    const form = new URLSearchParams(body);
    if (form.get('username') !== 'ada' || form.get('password') !== 'p&ss=w0rd')
      return [401, { detail: 'Incorrect username or password' }];
    const token = `jwt-${randomUUID()}`;
    this.tokens.add(token);
    return [200, { access_token: token, token_type: 'bearer' }];
  }

  #executions({ method, json }: Asked): Reply {
    if (method === 'GET') return [200, { items: [], total: 0, page: 1, page_size: 20 }];
    if (this.#dialect === 'R1') return [405, { detail: 'Method Not Allowed' }];
    if (typeof json['workflow_id'] !== 'string')
      return [422, { detail: [{ loc: ['body', 'workflow_id'], msg: 'Field required', type: 'missing' }] }];
    return [201, { id: randomUUID(), workflow_id: json['workflow_id'], status: 'pending' }];
  }

  #workflows(asked: Asked, id: string | undefined, action: string | undefined): Reply {
    const { method, json } = asked;
    if (id === undefined) {
      if (method === 'GET') return [200, page([...this.workflows.values()], asked.query)];
      const problem = problemOf(json);
      if (problem) return [422, { detail: [problem] }];
      const made = { id: randomUUID(), status: 'draft', version: 1, ...storedWorkflow(json) };
      this.workflows.set(made.id, made);
      return [201, made];
    }
    const workflow = this.workflows.get(id);
    if (!workflow) return [404, { detail: 'Workflow not found' }];
    switch (`${method} ${action ?? ''}`) {
      case 'GET ':
        return [200, workflow];
      case 'PUT ':
        Object.assign(workflow, storedWorkflow(json));
        return [200, workflow];
      case 'POST activate':
        workflow['status'] = 'active';
        return [200, workflow];
      case 'POST execute':
        return workflow['status'] === 'active'
          ? this.#execute(workflow)
          : [400, { detail: { error: 'Workflow is not active' } }];
      default:
        return [405, { detail: 'Method Not Allowed' }];
    }
  }

  /** No version runs parallel branches: R1 follows the first edge only, the others run the start alone. */
  #execute(workflow: JsonObject): Reply {
    const { nodes, edges } = workflow['graph_definition'] as { nodes: JsonObject[]; edges: JsonObject[] };
    const results: JsonObject[] = [];
    if (this.#dialect === 'R1')
      for (let at = nodes.find(({ type }) => type === 'start'); at !== undefined;) {
        if (at['type'] === 'agent') results.push(result(at));
        const next = edges.find(({ source }) => source === at?.['id'])?.['target'];
        at = nodes.find(({ id }) => id === next);
      }
    return [
      200,
      {
        execution_id: randomUUID(),
        workflow_id: workflow['id'] ?? null,
        status: 'completed',
        result: null,
        node_results: results,
        stats: { llm_calls: 0, llm_tokens: 0, llm_cost: 0 },
        started_at: '2026-01-05T10:00:00.000000',
        completed_at: '2026-01-05T10:00:02.500000',
      },
    ];
  }

  #agents({ method, json, query }: Asked, id: string | undefined, action: string | undefined): Reply {
    if (id === undefined) {
      const search = query.get('search') ?? '';
      if (method === 'GET')
        return [
          200,
          page(
            [...this.agents.values()].filter(({ name }) => text(name).includes(search)),
            query,
          ),
        ];
      if ([...this.agents.values()].some(({ name }) => name === json['name']))
        return [409, { detail: `Agent "${text(json['name'])}" already exists` }];
      return [
        201,
        this.agents.get(this.addAgent(text(json['name']), { capabilities: json['capabilities'] ?? [] })) ?? null,
      ];
    }
    const agent = this.agents.get(id);
    if (!agent) return [404, { detail: 'Agent not found' }];
    if (action !== 'run') return [200, agent];
    if (agent['status'] !== 'active') return [400, { detail: 'Agent is not active' }];
    if (agent['name'] === 'broken') return [500, { error: { message: `provider said no, api_key=${canaryKey}` } }];
    return [
      200,
      {
        result: `${text(agent['name'])} heard: ${text(json['message'])}`,
        stats: { llm_calls: 1, llm_tokens: 12, llm_cost: 0.001 },
        tool_calls: [],
      },
    ];
  }

  #openapi(): JsonObject {
    const name = this.#dialect === 'V2' ? 'Session' : 'WorkflowCreate';
    const path = this.#dialect === 'V2' ? '/api/v1/sessions' : '/api/v1/workflows/';
    const schema = { $ref: `#/components/schemas/${name}` };
    return {
      openapi: '3.1.0',
      paths: { [path]: { post: { requestBody: { content: { 'application/json': { schema } } } } } },
      components: {
        schemas: { [name]: { type: 'object', properties: { name: {}, graph_definition: {}, variables: {} } } },
        ...(this.#dialect === 'R3' && { securitySchemes: { JWT: { type: 'http', scheme: 'bearer' } } }),
      },
    };
  }
}

export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

const notFound: Reply = [404, { detail: 'Not Found' }];

function parsed(body: string): JsonObject {
  try {
    return JSON.parse(body) as JsonObject;
  } catch {
    return {};
  }
}

function page(items: readonly JsonObject[], query: URLSearchParams): JsonObject {
  const number = Number(query.get('page') ?? 1);
  const size = Number(query.get('page_size') ?? 20);
  return { items: items.slice((number - 1) * size, number * size), total: items.length, page: number, page_size: size };
}

function problemOf(json: JsonObject): JsonObject | undefined {
  const { name, graph_definition: graph } = json;
  if (typeof name !== 'string' || name.length < 1 || name.length > 255)
    return { loc: ['body', 'name'], msg: 'String should have at most 255 characters', type: 'string_too_long' };
  if (json['trigger_type'] !== 'manual') return { loc: ['body', 'trigger_type'], msg: 'Input should be "manual"' };
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
  const { nodes } = graph as { nodes: JsonObject[] };
  for (const [index, node] of nodes.entries()) {
    const loc = ['body', 'graph_definition', 'nodes', index];
    if (!['start', 'end', 'agent', 'gateway'].includes(text(node['type'])))
      return { loc: [...loc, 'type'], msg: 'Input should be start, end, agent or gateway', type: 'enum' };
    if (node['type'] === 'agent' && !uuid.test(text(node['agent_id'])))
      return { loc: [...loc, 'agent_id'], msg: 'Input should be a valid UUID', type: 'uuid_parsing' };
  }
  return undefined;
}

/** Only the keys that are known, and `null` for those that are missing. */
function storedWorkflow(json: JsonObject): JsonObject {
  const graph = json['graph_definition'] as { nodes: JsonObject[]; edges: JsonObject[] };
  return {
    ...picked(json, kept),
    graph_definition: {
      nodes: graph.nodes.map((node) => picked(node, keptOfNode)),
      edges: graph.edges.map((edge) => picked(edge, keptOfEdge)),
    },
  };
}

function picked(value: JsonObject, keys: readonly string[]): JsonObject {
  return JSON.parse(JSON.stringify(Object.fromEntries(keys.map((key) => [key, value[key] ?? null])))) as JsonObject;
}

function result(node: JsonObject): JsonObject {
  return {
    node_id: node['id'] ?? null,
    type: 'agent',
    output: `result of ${text(node['id'])}`,
    error: null,
    llm_calls: 1,
    llm_tokens: 10,
    llm_cost: 0,
    started_at: '2026-01-05T10:00:01',
    completed_at: '2026-01-05T10:00:02',
  };
}
