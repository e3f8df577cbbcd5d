/** The rows of the view *Executions*: which of them are shown again, and when; groups, filters, pages. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Emitter } from '../../src/base/event.ts';
import type { Api } from '../../src/extension.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution.ts';
import type { Executions } from '../../src/sdk/executions.ts';
import { ExecutionList } from '../../src/vscode/executions/executionList.ts';
import { type ExecutionElement, ExecutionTree } from '../../src/vscode/executions/executionTree.ts';
import { Gate } from '../support/vscodeHost/gate.ts';
import { eventually, ourExtension } from '../support/vscode/workspace.ts';

/** Two branches: one asks the gate, one is done at once. */
const forked = (url: string): string => `name: forked
agents:
  asker: { uses: http, with: { url: "${url}" } }
  quick: { uses: mock, with: { output: 1 } }
nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: asks, type: agent_task, agent_id: asker }
  - { id: quick, type: agent_task, agent_id: quick }
  - { id: join, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }
edges:
  - { source: start, target: fork }
  - { source: fork, target: asks }
  - { source: fork, target: quick }
  - { source: asks, target: join }
  - { source: quick, target: join }
  - { source: join, target: end }
`;

describe('the rows of executions', () => {
  let api: Api;
  let list: ExecutionList;
  let tree: ExecutionTree;
  let gate: Gate;
  /** What VS Code was asked to show again; undefined: all. */
  let refreshed: (readonly string[] | undefined)[];

  before(async () => {
    api = (await ourExtension().activate()) as Api;
  });

  beforeEach(async () => {
    gate = await Gate.listen();
    list = new ExecutionList(api.executions);
    plant();
  });

  afterEach(async () => {
    await gate.close();
    tree.dispose();
    list.dispose();
    for (const { id } of await api.executions.list()) {
      await api.executions.cancel(id);
      await api.executions.finished(id);
      await api.executions.discard(id);
    }
  });

  function plant(): void {
    tree = new ExecutionTree(list);
    refreshed = [];
    tree.onDidChangeTreeData((elements) => refreshed.push(elements?.map(({ id }) => id)));
  }

  async function start(text: string): Promise<string> {
    const started = await api.executions.start({ text, file: null, inputs: {} });
    assert(started.ok, JSON.stringify(started));
    return started.value;
  }

  /** As VS Code does with everything open. */
  async function seeAll(parent?: ExecutionElement): Promise<readonly ExecutionElement[]> {
    const children = await tree.getChildren(parent);
    const all = await Promise.all(
      children.map(async (child) => {
        const { collapsibleState } = tree.getTreeItem(child);
        return [child, ...(collapsibleState === vscode.TreeItemCollapsibleState.None ? [] : await seeAll(child))];
      }),
    );
    return all.flat();
  }

  const isAsking = (id: string): Promise<boolean> =>
    eventually('the request', async () => {
      const nodes = (await api.executions.get(id))?.nodes;
      return nodes?.['asks']?.status === 'running' && nodes['quick']?.status === 'completed';
    });

  /** Until the list has told of all that happened so far. */
  async function settled(): Promise<void> {
    await new Promise<void>((resolve) => {
      const heard = list.onDidChange(() => {
        heard.dispose();
        resolve();
      });
      void list.reload();
    });
  }

  it('keep their identity, and are shown again only where they look different', async () => {
    const id = await start(forked(gate.url));
    await isAsking(id);
    await settled();
    const before = await seeAll();
    assert.deepEqual(
      before.map(({ id: one }) => one.replace(id, 'ID')),
      ['ID', 'ID/start', 'ID/fork', 'ID/asks', 'ID/quick', 'ID/join', 'ID/end'],
    );
    refreshed.length = 0;
    // Time passes: only the row that tells it.
    await eventually('a tick', () => {
      tree.refresh([id], true);
      return refreshed.length > 0;
    });
    assert.deepEqual(refreshed, [[`${id}/asks`]]);
    const after = await seeAll();
    after.forEach((element, index) => {
      assert.equal(element, before[index]);
    });
    refreshed.length = 0;
    gate.open();
    await api.executions.finished(id);
    await eventually('the end', () => list.get(id)?.status === 'completed');
    await eventually('the row', () => refreshed.flat().includes(id));
    // Its children come along.
    assert.equal(refreshed.at(-1)?.length, 1);
    refreshed.length = 0;
    await seeAll();
    await list.reload();
    tree.refresh([id], true);
    assert.deepEqual(refreshed, []);
  });

  it('tell how things are when a group is opened late, not how they were when it was shown', async () => {
    tree.group('day');
    const id = await start(forked(gate.url));
    await isAsking(id);
    await settled();
    // The view is looked at once, its group stays closed.
    const [group] = await tree.getChildren();
    assert(group);
    tree.getTreeItem(group);
    gate.open();
    await api.executions.finished(id);
    await eventually('the end', () => list.get(id)?.status === 'completed');
    const [row] = await tree.getChildren(group);
    assert(row);
    assert.match(String(tree.getTreeItem(row).description), /^completed · /);
  });

  it('bear no button while they tell a time that moves', async () => {
    const id = await start(forked(gate.url));
    await isAsking(id);
    await settled();
    await seeAll();
    const { contributes } = ourExtension().packageJSON as {
      contributes: { menus: Record<string, readonly { when: string; group: string }[]> };
    };
    const inline = (contributes.menus['view/item/context'] ?? [])
      .filter(({ when, group }) => group.startsWith('inline') && when.includes('ipaWorkflow.executions'))
      .map(({ when }) => {
        const [, pattern, value] = /viewItem (?:=~ \/(.*)\/|== (\S+))$/.exec(when) ?? [];
        return new RegExp(pattern ?? `^${value ?? ''}$`);
      });
    refreshed.length = 0;
    await eventually('a tick', () => {
      tree.refresh([id], true);
      return refreshed.length > 0;
    });
    for (const one of await seeAll()) {
      const context = tree.getTreeItem(one).contextValue ?? '';
      if (refreshed.flat().includes(one.id))
        assert.equal(
          inline.some((pattern) => pattern.test(context)),
          false,
          context,
        );
    }
  });

  describe('of many executions', () => {
    const at = (ms: number): string => new Date(ms).toISOString();
    let one: ExecutionSnapshot;
    let stored: ExecutionSnapshot[];
    let changed: Emitter<string>;
    let own: ExecutionList;

    before(async () => {
      const id = await start(
        'name: one\nagents: { a: { uses: mock } }\nnodes:\n  - { id: start, type: start }\n  - { id: a, type: agent_task, agent_id: a }\n  - { id: end, type: end }\nedges:\n  - { source: start, target: a }\n  - { source: a, target: end }\n',
      );
      one = await api.executions.finished(id);
    });

    beforeEach(() => {
      changed = new Emitter();
      stored = Array.from({ length: 10_000 }, (_, index) => ({
        ...one,
        id: `e${index}`,
        started_at: at(index * 1000),
      }));
      const fake: Partial<Executions> = {
        list: () => Promise.resolve(stored),
        get: (id) => Promise.resolve(stored.find((each) => each.id === id)),
        workflow: () => Promise.resolve(undefined),
        onDidChange: changed.event,
        onEvent: new Emitter<never>().event,
      };
      own = new ExecutionList(fake as Executions);
      tree.dispose();
      list.dispose();
      list = own;
      plant();
    });

    it('are shown 200 at a time, the newest first', async () => {
      const first = await tree.getChildren();
      assert.deepEqual([first.length, first[0]?.id, first.at(-1)?.id], [201, 'e9999', 'more:all']);
      const more = first.at(-1);
      assert(more);
      const item = tree.getTreeItem(more);
      assert.deepEqual([item.label, item.description], ['Show more', '9800 older ones']);
      tree.showMore(more.id);
      assert.deepEqual(refreshed, [undefined]);
      assert.equal((await tree.getChildren()).length, 401);
    });

    it('are filtered by state and text, and found again in their group', async () => {
      stored[5] = { ...stored[5]!, status: 'failed', error: { kind: 'http', message: 'HTTP 503', retryable: true } };
      await tree.getChildren();
      tree.filterBy({ statuses: ['failed'], text: '503' });
      assert.deepEqual(
        (await tree.getChildren()).map(({ id }) => id),
        ['e5'],
      );
      // One that ends so later comes in by itself.
      stored[7] = { ...stored[7]!, status: 'failed', error: { kind: 'http', message: 'HTTP 503', retryable: true } };
      refreshed.length = 0;
      changed.fire('e7');
      await eventually('the new row', () => refreshed.length > 0);
      assert.deepEqual(
        (await tree.getChildren()).map(({ id }) => id),
        ['e7', 'e5'],
      );
      tree.group('workflow');
      const [group, ...others] = await tree.getChildren();
      assert.deepEqual([group?.id, others], ['group:workflow:one', []]);
      const found = await tree.find('e5');
      assert.equal(found?.id, 'e5');
      assert.equal(tree.getParent(found), group);
      assert.equal(await tree.find('e6'), undefined);
    });
  });
});
