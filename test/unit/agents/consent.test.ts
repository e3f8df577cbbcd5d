/** Threat T5: consent, whoever is asked. */
import assert from 'node:assert/strict';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import {
  argvLine,
  type ConsentRequest,
  consentTo,
  digestOf,
  nobodyToAsk,
  refuseAll,
  workspaceOf,
} from '../../../src/agents/consent.ts';
import { consentOf, type PersonsAnswer } from '../../../src/agents/consentOfPerson.ts';
import { agentRequest } from '../../support/agents/request.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';

const request = (more: Partial<ConsentRequest> = {}): ConsentRequest => ({
  kind: 'command',
  lines: ['git log', 'Folder: /w'],
  workspace: '/w',
  executionId: 'one',
  nodeId: 'work',
  ...more,
});
const never = new AbortController().signal;

class Person {
  readonly asked: ConsentRequest[] = [];
  readonly signals: AbortSignal[] = [];
  readonly kept = new Set<string>();
  answer: ((said: PersonsAnswer) => void) | undefined;
  readonly consent = consentOf({
    ask: (asked, signal) => {
      this.asked.push(asked);
      this.signals.push(signal);
      return new Promise((resolve) => (this.answer = resolve));
    },
    isKept: (digest) => this.kept.has(digest),
    keep: (digest) => this.kept.add(digest),
  });
}

describe('consent', () => {
  afterEach(removeFolders);

  it('is about exactly what is shown: kind, lines and workspace', () => {
    const same = [request(), request({ executionId: 'two' })].map(digestOf);
    assert.equal(same[0], same[1]);
    const others = [
      request({ kind: 'shell' }),
      request({ workspace: '/other' }),
      request({ lines: ['git log'] }),
      request({ lines: ['git log', 'Folder: /w', 'Environment: A'] }),
      request({ lines: ['git log\nFolder: /w'] }),
      request({ lines: ['git', 'log Folder: /w'] }),
    ];
    assert.equal(new Set([...same, ...others.map(digestOf)]).size, others.length + 1);
  });

  it('shows two argument lists alike only where they are', () => {
    const lists = [['a', 'b'], ['a b'], ['a', '"b"'], ['a', ''], ['a'], ['a', "'b'"], ['a\nb'], ['a', 1], ['a', '1']];
    // A number is the text of it to the program.
    assert.equal(new Set(lists.map(argvLine)).size, lists.length - 1);
    assert.equal(argvLine(['git', 'log', '--format=%H', '${{ inputs.a }}']), 'git log --format=%H "${{ inputs.a }}"');
  });

  it('is refused where nobody can be asked, with the reason', async () => {
    const asked = { kind: 'mcp', lines: ['server'], workspaceFolders: [] } as const;
    for (const [consent, why] of [
      [nobodyToAsk, 'Nobody can be asked here whether it may start.'],
      [refuseAll(() => 'Not on an open server.'), 'Not on an open server.'],
    ] as const)
      assert.deepEqual(await consentTo(consent, agentRequest({}), asked), {
        kind: 'failed',
        error: { kind: 'consent', message: why, retryable: false },
      });
  });

  it('belongs to the innermost workspace folder that holds the workflow', () => {
    const root = realpathSync(temporaryFolder());
    const inner = join(root, 'inner');
    mkdirSync(join(inner, 'flows'), { recursive: true });
    assert.equal(workspaceOf(join(inner, 'flows'), [root, inner, `${inner}2`]), inner);
    assert.equal(workspaceOf(join(inner, 'flows'), []), join(inner, 'flows'));
    assert.equal(workspaceOf(undefined, [root]), root);
  });

  describe('of a person', () => {
    it('is asked for once in an execution, by all who wait', async () => {
      const person = new Person();
      const answers = [1, 2, 3].map(() => person.consent.ask(request(), never));
      person.answer?.('once');
      assert.deepEqual(
        (await Promise.all(answers)).map(({ ok }) => ok),
        [true, true, true],
      );
      assert.equal((await person.consent.ask(request(), never)).ok, true);
      assert.equal(person.asked.length, 1);
      void person.consent.ask(request({ executionId: 'two' }), never);
      void person.consent.ask(request({ lines: ['git push'] }), never);
      assert.equal(person.asked.length, 3);
      assert.equal(person.kept.size, 0);
    });

    it('that was refused stays so in the execution', async () => {
      const person = new Person();
      const first = person.consent.ask(request(), never);
      person.answer?.(undefined);
      for (const answer of [await first, await person.consent.ask(request(), never)])
        assert.deepEqual(answer, {
          ok: false,
          error: 'It was not allowed to start. Execute the workflow again to be asked again.',
        });
      assert.equal(person.asked.length, 1);
    });

    it('that is given for good is not asked for again', async () => {
      const person = new Person();
      const first = person.consent.ask(request(), never);
      person.answer?.('always');
      assert.equal((await first).ok, true);
      assert.equal((await person.consent.ask(request({ executionId: 'two' }), never)).ok, true);
      assert.deepEqual([person.asked.length, [...person.kept]], [1, [digestOf(request())]]);
    });

    it('that nobody waits for any more is taken back; what comes later asks anew', async () => {
      const person = new Person();
      const [one, two] = [new AbortController(), new AbortController()];
      const answers = [one, two].map(({ signal }) => person.consent.ask(request(), signal));
      one.abort();
      assert.equal((await Promise.race(answers)).ok, false);
      assert.deepEqual(
        person.signals.map(({ aborted }) => aborted),
        [false],
      );
      two.abort();
      assert.deepEqual(
        (await Promise.all(answers)).map(({ ok }) => ok),
        [false, false],
      );
      assert.deepEqual(
        person.signals.map(({ aborted }) => aborted),
        [true],
      );
      const again = person.consent.ask(request(), never);
      person.answer?.('once');
      assert.deepEqual([(await again).ok, person.asked.length], [true, 2]);
    });
  });
});
