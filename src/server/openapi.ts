/** `/openapi.json`: the routes, and the schemas that check their requests. */
import type { JsonObject, JsonValue } from '../base/json.ts';
import { workflowSchema } from '../model/schema/generated/schema.ts';
import { answerSchemas } from './answerSchemas.ts';
import { type Route, routes } from './routes.ts';
import { querySchemas, requestSchemas } from './schemas.ts';

export const base = '/api/v1';

export function openApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = base + route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  paths['/health'] = {
    get: {
      operationId: 'health',
      summary: 'Whether it runs.',
      security: [],
      responses: { 200: { description: 'Yes.', content: jsonOf('Health') } },
    },
  };
  return {
    openapi: '3.1.0',
    info: { title: 'IPA Workflow', version },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: schemas() },
  };
}

function operation({ name, summary, path, answers, query, creates, gives, ...route }: Route): object {
  const failures: Record<number, string> = {
    400: 'The request cannot be read.',
    401: 'The token is missing or wrong.',
    403: 'It comes from another site, or asks by a name that is not the server’s.',
    ...(route.body && { 413: 'The body is too large.', 415: 'The content type is another.' }),
    ...((route.body ?? query) && { 422: 'Something in it is wrong; `detail` lists what.' }),
    429: 'Too much is asked at the same time.',
  };
  const responses = Object.entries({ ...failures, ...answers }).map(([status, description]) => [
    status,
    { description, ...contentOf(Number(status), name, gives) },
  ]);
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, key]) => ({ name: key, in: 'path', required: true, schema: text })),
    ...Object.entries(query ? querySchemas[query] : {}).map(([key, schema]) => ({ name: key, in: 'query', schema })),
    ...(creates === true ? [{ name: 'Idempotency-Key', in: 'header', schema: text }] : []),
    ...(name === 'streamEvents' ? [{ name: 'Last-Event-ID', in: 'header', schema: text }] : []),
  ];
  return {
    operationId: name,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && route.body !== 'nothing' && { requestBody: requestBody(route) }),
    responses: Object.fromEntries(responses) as object,
  };
}

function contentOf(status: number, name: string, gives: Route['gives']): object {
  if (status >= 300) return { content: jsonOf('Failure') };
  if (name === 'streamEvents' && status === 200) return { content: { 'text/event-stream': { schema: text } } };
  if (!gives) return {};
  return { content: { ...jsonOf(gives), ...(name === 'getWorkflow' && ownYaml) } };
}

const text = { type: 'string' };
const ownYaml = { 'application/yaml': { schema: { ...text, description: 'The text of a `.workflow.yaml` file.' } } };

function requestBody({
  body = 'nothing',
  optional = false,
  yaml = false,
}: Pick<Route, 'body' | 'optional' | 'yaml'>): object {
  return { required: !optional, content: { ...jsonOf(componentOf(body)), ...(yaml && ownYaml) } };
}

/** The schema of workflows has some of these names too. */
function componentOf(request: string): string {
  return `${request.charAt(0).toUpperCase()}${request.slice(1)}Request`;
}

function jsonOf(name: string): Record<string, object> {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
}

/** Those of the requests and answers; the schema of workflows brings its own, moved here. */
function schemas(): object {
  const file = moved(workflowSchema as JsonValue) as JsonObject;
  const flat = without(file, ['definitions', '$schema', '$id']);
  const nested = { type: 'object', properties: { graph_definition: flat }, required: ['graph_definition'] };
  return {
    ...(file['definitions'] as JsonObject),
    ...Object.fromEntries(Object.entries(requestSchemas).map(([name, schema]) => [componentOf(name), schema])),
    [componentOf('workflow')]: { description: requestSchemas.workflow.description, anyOf: [flat, nested] },
    ...answerSchemas,
  };
}

function without(object: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** References into the file's schema as references into the document. */
function moved(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map(moved);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string'
        ? value.replace('#/definitions/', '#/components/schemas/')
        : moved(value),
    ]),
  );
}
