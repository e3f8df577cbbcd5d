/** From a request to its answer: guard, route, body, handler. */
import type http from 'node:http';
import findMyWay from 'find-my-way';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { type Answer, ok, RequestFailure } from './answers.ts';
import { type Body, readBody } from './body.ts';
import type { Asked, Context } from './context.ts';
import { failureOf } from './failures.ts';
import * as checks from './generated/requests.js';
import { type GuardOptions, objectionTo } from './guard.ts';
import { base, openApi } from './openapi.ts';
import { schemaProblems } from './problems.ts';
import { readQuery } from './query.ts';
import { type Route, routes } from './routes.ts';
import { requestSchemas } from './schemas.ts';

export interface DispatchOptions {
  readonly context: Context;
  readonly guard: () => GuardOptions;
  /** Bytes of a body. */
  readonly bodyLimit: number;
  /** Hears of the server's own faults. */
  readonly report: (error: unknown) => void;
}

/** Called when the whole request is read. */
type Read = () => void;
type Dispatch = (request: http.IncomingMessage, signal: AbortSignal, read: Read) => Promise<Answer>;

const methods = ['GET', 'POST', 'PUT', 'DELETE'] as const;

export function createDispatch({ context, guard, bodyLimit, report }: DispatchOptions): Dispatch {
  const router = routerOf(context.version);
  const answer: Dispatch = async (request, signal, read) => {
    const { path, query } = targetOf(request.url ?? '');
    const objection = objectionTo(request, guard(), !isHealth(path));
    if (objection) throw objection;
    const method = request.method ?? '';
    const found = methods.some((one) => one === method) ? router.find(method as Route['method'], path) : null;
    if (!found) throw notFound(path, (one) => router.find(one, path) !== null);
    const { route } = found.store as { readonly route?: Route };
    if (!route) {
      read();
      return await fixed(path, context.version);
    }
    const body = await readBody(request, route.body ? bodyLimit : 0);
    read();
    return await route.handle(asked(route, { request, signal, params: found.params, query, body }), context);
  };
  return async (request, signal, read) => {
    try {
      return await answer(request, signal, read);
    } catch (error) {
      const failure = failureOf(error);
      if (failure) return failure.answer;
      report(error);
      return new RequestFailure(500, t('The server made a mistake. Its log says more.')).answer;
    }
  };
}

type Router = ReturnType<typeof findMyWay>;

function routerOf(version: string): Router {
  const router = findMyWay({ ignoreTrailingSlash: true, maxParamLength: 400 });
  const nothing = (): void => undefined;
  for (const route of routes) router.on(route.method, base + route.path, nothing, { route });
  for (const path of [healthPath, documentPath])
    for (const prefix of ['', base]) router.on('GET', prefix + path, nothing, { version });
  return router;
}

const healthPath = '/health';
const documentPath = '/openapi.json';

function isHealth(path: string): boolean {
  return [healthPath, base + healthPath].includes(path.replace(/\/$/, ''));
}

function fixed(path: string, version: string): Promise<Answer> {
  return Promise.resolve(ok(isHealth(path) ? { status: 'ok', version } : openApi(version)));
}

/** Only a path: what proxies are asked (`GET http://…`) is nothing for us. */
function targetOf(url: string): { readonly path: string; readonly query: URLSearchParams } {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  if (!path.startsWith('/')) throw new RequestFailure(400, t('The path of the request cannot be read.'));
  try {
    decodeURIComponent(path);
  } catch {
    throw new RequestFailure(400, t('The path of the request cannot be read.'));
  }
  return { path, query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)) };
}

function notFound(path: string, has: (method: (typeof methods)[number]) => boolean): RequestFailure {
  const allowed = methods.filter(has);
  return allowed.length > 0
    ? new RequestFailure(405, t('The path takes only: {0}', allowed.join(', ')), { Allow: allowed.join(', ') })
    : new RequestFailure(404, t('There is no path {0}.', path.slice(0, 200)));
}

interface Parts {
  readonly request: http.IncomingMessage;
  readonly signal: AbortSignal;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  readonly body: Body;
}

function asked(route: Route, { request: { headers }, signal, params, query, body }: Parts): Asked {
  const [key, lastEventId] = [headers['idempotency-key'], headers['last-event-id']];
  return {
    params,
    query: route.query ? readQuery(query, route.query) : {},
    body: checkedBody(route, body),
    ...(body.kind === 'yaml' && { yaml: body.text }),
    ...(typeof key === 'string' && { idempotencyKey: key }),
    ...(typeof lastEventId === 'string' && { lastEventId }),
    accepts: headers.accept ?? '',
    signal,
  };
}

function checkedBody({ body: name, optional = false, yaml = false }: Route, body: Body): JsonObject {
  if (name === undefined) return {};
  if (body.kind === 'none') {
    if (optional) return {};
    throw new RequestFailure(422, [{ loc: ['body'], msg: t('The body is missing.'), type: 'missing-key' }]);
  }
  if (body.kind === 'yaml') {
    if (yaml) return {};
    throw new RequestFailure(415, t('The body must be application/json.'));
  }
  const check = checks[name];
  if (!check(body.value)) throw new RequestFailure(422, schemaProblems(check.errors ?? [], requestSchemas[name]));
  return isJsonObject(body.value) ? body.value : {};
}
