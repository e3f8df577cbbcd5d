import assert from 'node:assert/strict';
import { Turns } from '../../../src/agents/turns.ts';
import { turn } from '../../support/engine/manualClock.ts';

describe('Turns', () => {
  const never = new AbortController().signal;
  /** Takes a turn and notes it. */
  const ask = (turns: Turns, name: string, got: string[], signal = never): void => {
    void turns.take(signal).then((has) => got.push(has ? name : `not ${name}`));
  };

  it('are taken by so many at once, the others in the order in which they asked', async () => {
    const turns = new Turns(2);
    const got: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) ask(turns, name, got);
    await turn();
    assert.deepEqual(got, ['a', 'b']);
    turns.giveBack();
    await turn();
    assert.deepEqual(got, ['a', 'b', 'c']);
    turns.giveBack();
    turns.giveBack();
    await turn();
    assert.deepEqual(got, ['a', 'b', 'c', 'd']);
  });

  it('are not waited for after an abort', async () => {
    const turns = new Turns(1);
    const got: string[] = [];
    const controller = new AbortController();
    ask(turns, 'a', got);
    ask(turns, 'b', got, controller.signal);
    ask(turns, 'c', got);
    await turn();
    controller.abort();
    await turn();
    assert.deepEqual(got, ['a', 'not b']);
    turns.giveBack();
    await turn();
    assert.deepEqual(got, ['a', 'not b', 'c']);
  });

  it('are not lost on one who was aborted as its turn came', async () => {
    const turns = new Turns(1);
    const got: string[] = [];
    const controller = new AbortController();
    ask(turns, 'a', got);
    ask(turns, 'b', got, controller.signal);
    ask(turns, 'c', got);
    await turn();
    turns.giveBack();
    controller.abort();
    await turn();
    assert.deepEqual(got, ['a', 'not b', 'c']);
  });
});
