/** The OpenAPI document against the server: every request of it, valid and invalid, and hostile bodies on every route. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { generatedForServer } from '../../../scripts/generate.mjs';
import { openApi } from '../../../src/server/openapi.ts';
import { oneTask, Served } from '../../support/server/served.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>> }>
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const document = openApi('1') as unknown as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
const quick = { uses: 'mock', with: { output: 1 } };
/** Its branches are in answers too. */
const twoBranches = {
  name: 'branches',
  agents: { worker: quick },
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'fork', type: 'parallel_gateway', gateway_type: 'fork' },
    { id: 'work', type: 'agent_task', agent_id: 'worker' },
    { id: 'more', type: 'agent_task', agent_id: 'worker' },
    { id: 'join', type: 'parallel_gateway', gateway_type: 'join' },
    { id: 'end', type: 'end' },
  ],
  edges: ['start fork', 'fork work', 'fork more', 'work join', 'more join', 'join end'].map((edge) => {
    const [source, target] = edge.split(' ');
    return { source, target };
  }),
};
const hostile = new URL('../../../../shared/cases/hostile/json-bodies.json', import.meta.url);

describe('the OpenAPI document', function () {
  this.timeout(120_000);

  let served: Served;
  const ids = { agent: '', workflow: '', execution: '' };

  before(async () => {
    served = await Served.start();
    ids.agent = String((await served.wants(201, '/agents', { body: { name: 'first', ...quick } }))['id']);
    ids.workflow = String((await served.wants(201, '/workflows', { body: twoBranches }))['id']);
    ids.execution = String((await served.wants(201, '/executions', { body: { workflow_id: ids.workflow } }))['id']);
    await served.ended(ids.execution);
  });

  after(async () => {
    const { faults } = served;
    await served.stop();
    assert.deepEqual(faults, []);
  });

  const placeOf = (path: string): string => {
    const id = path.includes('/agents/') ? ids.agent : path.includes('/workflows/') ? ids.workflow : ids.execution;
    return served.server.url + path.replace('{id}', id).replace('{node_id}', 'work');
  };

  const samples: Readonly<Record<string, Record<string, unknown>>> = {
    agent: { name: 'sample', description: 'd', capabilities: ['api_call'], uses: 'mock', with: { output: 2 } },
    runAgent: { message: 'm', input: { a: 1 }, context: { b: 2 } },
    workflow: oneTask(quick),
    startExecution: { workflow_id: '', inputs: { a: 1 }, timeout_seconds: 10 },
    execute: { input: { a: 1 }, variables: { b: 2 } },
    rerun: { from: 'work' },
    approval: { approve: true, comment: 'c' },
  };

  it('is what the checks of requests were compiled from', async () => {
    for (const [name, text] of Object.entries(await generatedForServer()))
      assert.equal(
        readFileSync(new URL(`../../../src/server/generated/${name}`, import.meta.url), 'utf8'),
        text,
        'npm run generate',
      );
  });

  it('is the same over HTTP, and says what it is of', async () => {
    const body = await served.wants(200, `${served.server.url}/openapi.json`);
    assert.deepEqual(body['paths'], JSON.parse(JSON.stringify(document.paths)));
    assert.equal((body['info'] as unknown as { version: string }).version, '1.2.3');
  });

  for (const { path, method, operation } of operations)
    it(`${method} ${path}: every answer is one that it names`, async () => {
      const ajv = new Ajv2020({ strict: false, validateFormats: false });
      ajv.addSchema(document, 'document');
      const component = operation.requestBody?.content['application/json']?.schema.$ref.split('/').at(-1) ?? '';
      const check = component === '' ? undefined : ajv.getSchema(`document#/components/schemas/${component}`);
      const name = component.charAt(0).toLowerCase() + component.slice(1).replace(/Request$/, '');
      const sample = name === 'startExecution' ? { ...samples[name], workflow_id: ids.workflow } : samples[name];
      const bodies = sample ? [sample, ...wrong(sample), [], '"text"', 1, null] : [undefined];
      assert(sample === undefined || check?.(sample) === true, name);
      for (const body of bodies) {
        const isFresh = operation.operationId === 'createAgent' || operation.operationId === 'updateAgent';
        const sent =
          isFresh && isObject(body) && body['name'] === 'sample'
            ? { ...body, name: `s${Math.trunc(counter++)}` }
            : body;
        if (method === 'DELETE') continue;
        const { status, text } = await served.ask(placeOf(path), { method, ...(sent !== undefined && { body: sent }) });
        assert(
          Object.hasOwn(operation.responses, String(status)),
          `${String(status)} for ${JSON.stringify(sent)}: ${text}`,
        );
        assert(status < 500);
        assertShape(ajv, operation.responses[String(status)]?.content?.['application/json']?.schema.$ref, text);
        if (check && name !== 'workflow' && !check(sent)) assert.equal(status, 422, JSON.stringify(sent));
        if (check && name !== 'workflow' && check(sent) && status === 422) assert.doesNotMatch(text, /key"/);
      }
      for (const parameter of operation.parameters ?? []) {
        if (parameter.in !== 'query' || !('minimum' in parameter.schema || 'enum' in parameter.schema)) continue;
        for (const value of ['-1', 'x', '1e3', '99999999999'])
          assert.equal((await served.ask(`${placeOf(path)}?${parameter.name}=${value}`)).status, 422);
      }
    });

  it('answers no hostile body with a 5xx, and goes on', async function () {
    if (!existsSync(hostile)) {
      console.error('      (skipped: ../shared/cases is not there)');
      this.skip();
    }
    const { cases } = JSON.parse(readFileSync(hostile, 'utf8')) as {
      cases: readonly {
        readonly id: string;
        readonly expected: string;
        readonly base64?: string;
        readonly parts?: [string, number][];
      }[];
    };
    assert.equal(cases.length, 318);
    for (const { path, method, operation } of operations) {
      if (!operation.requestBody) continue;
      const isOptional = !('required' in operation.requestBody && operation.requestBody.required === true);
      await Promise.all(
        Array.from({ length: 8 }, async (_, lane) => {
          for (let at = lane; at < cases.length; at += 8) {
            const { id, expected, base64, parts = [] } = cases[at]!;
            const repeated = parts.map(([text, times]) => text.repeat(times)).join('');
            const bytes = base64 === undefined ? Buffer.from(repeated) : Buffer.from(base64, 'base64');
            const response = await fetch(placeOf(path), {
              method,
              body: bytes,
              headers: { 'content-type': 'application/json' },
            });
            const { status } = response;
            const text = await response.text();
            assert(status < 500, `${id} to ${path}: ${text}`);
            const isEmpty = bytes.length === 0 && isOptional;
            if (expected === 'reject' && !isEmpty)
              assert([400, 422].includes(status), `${id} to ${path}: ${String(status)}`);
            if (expected === 'accept') assert.doesNotMatch(text, /is not JSON/, id);
            if (status >= 400) assert('detail' in (JSON.parse(text) as object));
          }
        }),
      );
    }
    assert.equal((await served.ask('/health')).status, 200);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.deepEqual(Object.keys(Object.prototype), []);
  });
});

/** An answer is as the document says; one without a schema is empty, or no JSON. */
function assertShape(ajv: Ajv2020, place: string | undefined, text: string): void {
  if (place === undefined) {
    assert(!text.startsWith('{'), text);
    return;
  }
  const check = ajv.getSchema(`document${place}`);
  assert(check?.(JSON.parse(text)) === true, `${place}: ${text}: ${JSON.stringify(check?.errors)}`);
}

let counter = 0;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One mistake each: a value of another type, a key too many, a key that lacks. */
function wrong(sample: Record<string, unknown>): readonly unknown[] {
  const keys = Object.keys(sample);
  return [
    ...keys.flatMap((key) => [null, 7, 'x', [], {}, true].map((value) => ({ ...sample, [key]: value }))),
    ...keys.map((key) => Object.fromEntries(Object.entries(sample).filter(([other]) => other !== key))),
    { ...sample, colour: 'red' },
    JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'),
  ];
}
