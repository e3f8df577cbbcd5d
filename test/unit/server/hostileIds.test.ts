/** Threat T10: 40 paths as ids of the REST server's agents, workflows and executions. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hostilePaths } from '../../support/agents/hostilePaths.ts';
import { removeFolders } from '../../support/engine/folder.ts';
import { rawRequest } from '../../support/server/raw.ts';
import { oneTask, Served } from '../../support/server/served.ts';

describe('threat T10: ids that are paths', function () {
  this.timeout(60_000);

  let served: Served;
  const canary = 'canary-of-a-file-7f3a';

  /** Where an id that is a path would lead, with the endings that the store may add. */
  const files = (): readonly string[] =>
    [served.folder, path.join(served.folder, 'store'), served.workspace.store.catalog].flatMap((folder) =>
      ['x', 'x.json', 'x.yaml'].map((name) => path.join(folder, name)),
    );

  before(async () => {
    served = await Served.start();
    await served.wants(201, '/workflows', { body: oneTask({ uses: 'mock' }) });
    for (const file of files()) writeFileSync(file, canary);
  });
  after(async () => {
    await served.stop();
    removeFolders();
    assert.deepEqual(served.faults, []);
  });

  const ids = [...hostilePaths, '../x', '../../x', '..\\x', '../store/x'];
  const encodings: readonly ((id: string) => string)[] = [
    encodeURIComponent,
    (id) => encodeURIComponent(id).replaceAll('.', '%2e'),
    (id) => encodeURIComponent(encodeURIComponent(id)),
  ];
  const requests = ['GET /agents/:id', 'DELETE /agents/:id', 'GET /workflows/:id', 'DELETE /workflows/:id']
    .concat(['POST /workflows/:id/execute', 'GET /executions/:id', 'GET /executions/:id/result'])
    .concat(['GET /executions/:id/events', 'POST /executions/:id/cancel', 'POST /executions/:id/retry']);

  for (const request of requests)
    it(`${request} finds nothing by them, and removes nothing`, async () => {
      const [method = '', place = ''] = request.split(' ');
      for (const id of ids)
        for (const encode of encodings) {
          const target = `/api/v1${place.replace(':id', encode(id))}`;
          const headers = method === 'POST' ? { 'content-type': 'application/json' } : {};
          const reply = await rawRequest(served.server.port, {
            method,
            path: target,
            headers,
            ...(method === 'POST' && { body: '{}' }),
          });
          assert([400, 404].includes(reply.status), `${method} ${target}: ${String(reply.status)} ${reply.body}`);
          assert.equal(reply.body.includes(canary), false, target);
        }
      for (const file of files()) assert.equal(existsSync(file), true, file);
    });
});
