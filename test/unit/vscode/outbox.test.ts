import assert from 'node:assert/strict';
import type { GraphHostMessage } from '../../../src/protocol/graph.ts';
import { Outbox } from '../../../src/vscode/graph/outbox.ts';

function made(): { readonly outbox: Outbox; readonly sent: GraphHostMessage[] } {
  const sent: GraphHostMessage[] = [];
  const webview = {
    postMessage: (bytes: ArrayBuffer) => {
      sent.push(JSON.parse(new TextDecoder().decode(bytes)) as GraphHostMessage);
      return Promise.resolve(true);
    },
  };
  return { outbox: new Outbox(webview as unknown as ConstructorParameters<typeof Outbox>[0]), sent };
}

/** Takes many steps to write. */
function long(marker: string): GraphHostMessage {
  return {
    type: 'texts',
    bundle: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`${marker}${at}`, 'x'])),
  };
}

const select = (nodeId: string): GraphHostMessage => ({ type: 'select', nodeId });

/** The limit only bounds a test that fails. */
async function until(holds: () => boolean): Promise<void> {
  for (let turns = 0; !holds(); turns += 1) {
    assert.ok(turns < 100_000, 'it never comes');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('messages to a page', () => {
  it('come as they are and in their order, however long one takes to write', async () => {
    const { outbox, sent } = made();
    const messages = [select('a'), long('b'), select('c\ud800')];
    for (const message of messages) outbox.post(message);
    await until(() => sent.length === 3);
    assert.deepEqual(sent, messages);
  });

  it('let others go on while a long one is written', async () => {
    const { outbox, sent } = made();
    outbox.post(long('a'));
    assert.deepEqual(sent, []);
    await until(() => sent.length === 1);
  });

  it('do not come after they were cleared, nor is one sent that was being written; later ones are', async () => {
    const { outbox, sent } = made();
    outbox.post(long('a'));
    outbox.post(select('b'));
    outbox.clear();
    outbox.post(select('c'));
    await until(() => sent.length > 0);
    outbox.post(select('d'));
    await until(() => sent.length > 1);
    assert.deepEqual(sent, [select('c'), select('d')]);
  });
});
