import assert from 'node:assert/strict';
import { useTranslations } from '../../../src/base/l10n.ts';
import { announcement } from '../../../webview/graph/announcements.ts';
import { executionWords, nodeWords, pastWords, shown } from '../../../webview/graph/words.ts';
import { execution, node, state } from '../../support/webview/samples.ts';

describe('the graph view’s words', () => {
  afterEach(() => {
    useTranslations({});
  });

  it('say all about a node', () => {
    const fetch = node('fetch_api', 0, 0, { label: 'Fetch', detail: 'API Agent', problem: 'warning' });
    assert.equal(nodeWords(fetch, undefined), 'Fetch, fetch_api, task, API Agent, has a warning');
    assert.equal(
      nodeWords({ ...fetch, label: 'fetch_api', problem: 'error' }, state('failed', '2.1 s', 'HTTP 503')),
      'fetch_api, task, API Agent, has an error, failed, 2.1 s, HTTP 503',
    );
  });

  it('say nothing twice', () => {
    assert.equal(nodeWords(node('start', 0, 0, { kind: 'start' }), undefined), 'start');
    assert.equal(nodeWords(node('ok', 0, 0, { kind: 'approval', detail: 'approval' }), undefined), 'ok, approval');
  });

  it('name a kind that is new as it is written', () => {
    assert.equal(nodeWords(node('n', 0, 0, { kind: 'teleport' }), undefined), 'n, teleport');
  });

  it('let no text act or be endless (T15)', () => {
    assert.equal(shown('a\u001b]8;;http://x\u0007\r\nb\u202ec'), 'a\\u001b]8;;http://x\\u0007 b\\u202ec');
    assert.equal(shown('x'.repeat(1_000_000)).length, 200);
  });

  it('say how an execution is going', () => {
    assert.equal(executionWords(execution({}, { progress: 40.7 })), 'Running, 40 %');
    assert.equal(executionWords(execution({}, { status: 'completed', text: '1.2 s' })), 'Completed in 1.2 s');
    assert.equal(executionWords(execution({}, { status: 'failed', text: '3.4 s' })), 'Failed after 3.4 s');
    assert.equal(executionWords(execution({}, { status: 'interrupted' })), 'Interrupted');
    const asks = [{ nodeId: 'a', text: 'Go?' }];
    assert.equal(executionWords(execution({ a: state('waiting') }, { asks })), 'Waits for approval, 40 %');
    const besides = execution({ a: state('waiting'), b: state('running') }, { asks });
    assert.equal(executionWords(besides), 'Running, 40 %');
    const past = { event: 2, of: 12, atMs: 3200, text: '' };
    assert.equal(pastWords(past, 12_000), 'At 3.2 s of 12.0 s');
    assert.equal(pastWords(past, undefined), 'At 3.2 s');
  });

  it('are in the reader’s language', () => {
    useTranslations({ '{0} in {1}': '{0},{1}', completed: '完成' });
    assert.equal(executionWords(execution({}, { status: 'completed', text: '1.2 s' })), '完成,1.2 s');
  });
});

describe('what is read out', () => {
  const running = execution({ a: state('running') });

  it('is that an execution began, failed nodes, and how it ended; each once', () => {
    assert.equal(announcement(null, running), 'Running, 40 %');
    assert.equal(announcement(running, { ...running, progress: 60 }), '');
    const failing = execution({ a: state('failed') });
    assert.equal(announcement(running, failing), 'a failed');
    assert.equal(announcement(failing, failing), '');
    const ended = execution({ a: state('failed') }, { status: 'failed', text: '2 s' });
    assert.equal(announcement(failing, ended), 'Failed after 2 s');
    assert.equal(announcement(running, ended), 'a failed. Failed after 2 s');
    assert.equal(announcement(ended, null), '');
  });

  it('counts what would be too much to hear', () => {
    const nodes = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((id) => [id, state('timed_out')]));
    assert.equal(announcement(running, execution(nodes)), 'a timed out. b timed out. c timed out. 2 more failed');
  });

  it('tells of another execution as of a new one', () => {
    const other = { ...execution({ a: state('failed') }), id: 'e2' };
    assert.equal(announcement(execution({ a: state('failed') }), other), 'a failed. Running, 40 %');
  });
});
