import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '../../../src/base/json.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { fileJournal } from '../../../src/engine/journal/fileJournal.ts';
import { storedSnapshot } from '../../../src/engine/journal/replay.ts';
import type { JournalStore, JournalWriter } from '../../../src/engine/ports.ts';
import { Secrets } from '../../../src/engine/secrets.ts';
import { plain } from '../../support/engine/build.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';
import { Rig } from '../../support/engine/rig.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';

const canary = 'c4näry/"s3cret"+\\tail';
const token = 'tok-5f2b';
const secrets = new Secrets(['password'], { inputs: { password: canary }, secrets: { TOKEN: token } });
const encodings: Readonly<Record<string, string>> = {
  plain: canary,
  base64: Buffer.from(canary).toString('base64'),
  percent: encodeURIComponent(canary),
  json: JSON.stringify(canary).slice(1, -1),
  'base64 of Latin-1': Buffer.from(canary, 'latin1').toString('base64'),
  base64url: Buffer.from(canary).toString('base64url'),
  form: new URLSearchParams({ canary }).toString().slice('canary='.length),
  'json in ASCII': JSON.stringify(canary).slice(1, -1).replace('ä', '\\u00e4'),
};

describe('E3 secrets in values (threat T15)', () => {
  const values: Readonly<Record<string, JsonValue>> = {
    'a whole text': canary,
    'a part of a text': `before ${canary} between ${token}${canary}`,
    'deep in a structure': { list: [1, { inner: `x${token}` }], none: null },
    'an object that looks like a reference': { $secret: 'inputs.password', a: token },
    'an object that looks like a literal': { $secret_literal: { $secret: 'x' } },
    'nothing secret': { a: [true, 'text', 2] },
    ...Object.fromEntries(Object.entries(encodings).map(([name, text]) => [`in ${name}`, [text, `(${text})`]])),
  };
  for (const [what, value] of Object.entries(values))
    it(`${what}: sealed without the secret, given back as it was, shown as ***`, () => {
      const sealed = secrets.seal(value);
      const bytes = JSON.stringify(sealed);
      for (const text of [...Object.values(encodings), token]) {
        assert.equal(bytes.includes(text), false, bytes);
        assert.equal(bytes.includes(JSON.stringify(text).slice(1, -1)), false, bytes);
      }
      assert.deepEqual(plain(secrets.unseal(plain(sealed))), value);
      const shown = JSON.stringify(secrets.hide(value));
      for (const text of [...Object.values(encodings), token]) assert.equal(shown.includes(text), false, shown);
    });

  describe('of several lines, as keys have them', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANB\n  "indented9",\r\nend\n-----END KEY-----\n';
    const keys = new Secrets([], { inputs: {}, secrets: { KEY: key } });

    it('are found line by line, sealed without them and given back', () => {
      const value = [...key.split('\n'), `x MIIEvQIBADANB y`, key];
      const sealed = plain(keys.seal(value));
      assert.doesNotMatch(JSON.stringify(sealed), /MIIEv|indented9|BEGIN/);
      assert.deepEqual(plain(keys.unseal(sealed)), value);
      assert.equal(keys.hideText(key.replaceAll(/\s+/g, ' ')), '*** *** *** end *** ');
    });
  });

  it('is hidden where a text was cut in front of its end', () => {
    const tail = canary.slice(4);
    assert.equal(secrets.hideText(`…${tail} and more`), '…*** and more');
    assert.equal(secrets.hideText(`…and no more`), '…and no more');
  });

  const stamp = { seq: 1, time_ms: 0 };
  const events: Readonly<Record<string, EngineEvent>> = {
    'what an attempt gave': { type: 'attemptSucceeded', ...stamp, node_id: 'a', attempt: 1, output: [token] },
    'the items of a for_each': { type: 'nodeReady', ...stamp, node_id: 'a', items: [{ key: token }, `x${canary}`] },
    'what a subworkflow begins with': { type: 'nodeReady', ...stamp, node_id: 'a', inputs: { key: token } },
    'what a retry takes over': {
      type: 'executionStarted',
      ...stamp,
      execution_id: 'e',
      workflow: 'w',
      inputs: { password: canary },
      seed: 1,
      taken_over: { a: { output: token, not_taken: [1] } },
    },
  };
  for (const [what, event] of Object.entries(events))
    it(`${what}: an event goes to the journal and comes back`, () => {
      const sealed = secrets.sealEvent(event);
      for (const secret of [token, JSON.stringify(canary).slice(1, -1)])
        assert.equal(JSON.stringify(sealed).includes(secret), false);
      assert.deepEqual(plain(secrets.unsealEvent(plain(sealed))), event);
    });

  const forms: readonly (readonly [what: string, text: string, written: string])[] = [
    ['base64 of UTF-8', 'päss+wörd', 'cMOkc3Mrd8O2cmQ='],
    ['base64 without padding', 'päss+wörd', 'cMOkc3Mrd8O2cmQ'],
    ['base64 of Latin-1', 'päss wörd', 'cORzcyB39nJk'],
    ['base64url of UTF-8', '~~~?ä', 'fn5-P8Ok'],
    ['base64url of Latin-1', 'ÿÿÿ', '____'],
    ['hex', 'päss wörd', '70c3a473732077c3b67264'],
    ['hex in capitals', 'päss wörd', '70C3A473732077C3B67264'],
    ['hex of Latin-1', 'päss wörd', '70e473732077f67264'],
    ['percent-encoded', 'ä b/c', '%C3%A4%20b%2Fc'],
    ['percent-encoded in small letters', 'ä b/c', '%c3%a4%20b%2fc'],
    ['percent-encoded as RFC 3986 has it', "it's!", 'it%27s%21'],
    ['percent-encoded as an address', 'ä b/c', '%C3%A4%20b/c'],
    ['percent-encoded of Latin-1', 'ä b', '%E4%20b'],
    ['a form, + for spaces', 'ä b/c', '%C3%A4+b%2Fc'],
    ['a form in small letters', 'ä b/c', '%c3%a4+b%2fc'],
    ['JSON', 'a"b\\c\n', 'a\\"b\\\\c\\n'],
    ['JSON in ASCII', 'ä€', '\\u00e4\\u20ac'],
    ['JSON in ASCII and capitals', 'ä€', '\\u00E4\\u20AC'],
    ['JSON with slashes escaped', 'ä/b', '\\u00e4\\/b'],
    ['JSON with slashes alone escaped', 'ä/b', 'ä\\/b'],
    ['JSON in ASCII beyond the 16 bits', 'x😀y', 'x\\ud83d\\ude00y'],
    ['JSON as Go writes it', 'a<b>&"ä', 'a\\u003cb\\u003e\\u0026\\"ä'],
    ['JSON as .NET writes it', 'a<"b"+ä', 'a\\u003C\\u0022b\\u0022\\u002B\\u00E4'],
    ['text of a page', `a<b>&"'`, `a&lt;b&gt;&amp;"'`],
    ['an attribute of a page', `a<&"'`, `a&lt;&amp;&quot;'`],
    ["an attribute, as Python's html.escape has it", `a&"'`, 'a&amp;&quot;&#x27;'],
    ["an attribute, as PHP's htmlspecialchars has it", `a&"'`, 'a&amp;&quot;&#039;'],
    ['an attribute, as Lodash has it', `a&"'`, 'a&amp;&quot;&#39;'],
    ['an attribute, as Go and Jinja have it', `a&"'`, 'a&amp;&#34;&#39;'],
    ['an attribute of XML', `a&"'`, 'a&amp;&quot;&apos;'],
    ['half a surrogate pair', 'x\ud83d', 'x\ud83d'],
  ];
  for (const [what, text, written] of forms)
    it(`${what}: is hidden, and kept out of the journal, which gives it back`, () => {
      const one = new Secrets([], { inputs: {}, secrets: { KEY: text } });
      assert.equal(one.hideText(`<${written}>`), '<***>');
      const sealed = plain(one.seal([written, `<${written}>`, { [written]: 1 }]));
      assert.equal(JSON.stringify(sealed).includes(JSON.stringify(written).slice(1, -1)), false);
      assert.deepEqual(plain(one.unseal(sealed)), [written, `<${written}>`, { [written]: 1 }]);
    });

  describe('inside of the base64 of a longer text', () => {
    const within = new Secrets([], { inputs: {}, secrets: { KEY: 'päss?wörd>>' } });
    for (const encoding of ['base64', 'base64url'] as const)
      for (const bytes of ['utf8', 'latin1'] as const)
        for (const before of ['', 'u', 'u:', 'me:', 'ada:', 'user:'])
          it(`${encoding} of ${bytes} behind ${before.length} bytes: is hidden, and given back`, () => {
            for (const after of ['', '!', '!!', '!!!', ' and more']) {
              const text = `Basic ${Buffer.from(`${before}päss?wörd>>${after}`, bytes).toString(encoding)}, as said`;
              const shown = within.hideText(text);
              assert.match(shown, /^Basic [\w+/-]{0,8}\*{3}[\w+/=-]{0,16}, as said$/);
              const sealed = plain(within.seal([text]));
              // What is left on the two borders holds at most 4 bits of a byte.
              const left = JSON.stringify(sealed).replaceAll(/\{"\$secret":[^}]*\}/g, '');
              for (const encoded of ['w6Rzcz93w7ZyZD4', 'OkcOkc3M_d8O2cmQ', '5HNzP3f2cmQ', 'Rzcz', 'Nzdw', 'c3M_'])
                assert.equal(left.includes(encoded), false, left);
              assert.deepEqual(plain(within.unseal(sealed)), [text]);
            }
          });

    it('and the name and the word of basic authentication are not decoded from what is left', () => {
      const one = new Secrets([], { inputs: {}, secrets: { KEY: 'correct horse' } });
      const header = `Basic ${Buffer.from('ada:correct horse').toString('base64')}`;
      assert.equal(one.hideText(header), 'Basic YWRhOm***U=');
    });

    it('not of a secret under 8 bytes, which could stand there by chance', () => {
      const short = new Secrets([], { inputs: {}, secrets: { KEY: 'passw0r' } });
      const texts = ['', 'u', 'uu'].map((before) => Buffer.from(`${before}passw0r, or so`).toString('base64'));
      for (const text of [...texts, Buffer.from('passw0r').toString('hex')]) assert.equal(short.hideText(text), text);
    });

    it('not what only shares its beginning or its end', () => {
      const one = new Secrets([], { inputs: {}, secrets: { KEY: 'correct horse' } });
      for (const before of ['', 'u', 'uu'])
        for (const text of ['correct hors3', 'dorrect horse', 'incorrect'])
          for (const encoding of ['base64', 'base64url', 'hex'] as const) {
            const encoded = Buffer.from(`${before}${text}`).toString(encoding);
            assert.equal(one.hideText(encoded), encoded);
          }
    });
  });

  it('a word of plain letters has no form but base64', () => {
    const one = new Secrets([], { inputs: {}, secrets: { KEY: 'abc' } });
    assert.equal(one.hideText('abc YWJj abd 616263'), '*** *** abd 616263');
  });

  it('takes the longest of several that begin alike', () => {
    const two = new Secrets([], { inputs: {}, secrets: { SHORT: 'abc', LONG: 'abcdef' } });
    assert.deepEqual(plain(two.seal('abcdef abcd')), {
      $secret_text: [{ $secret: 'secrets.LONG' }, ' ', { $secret: 'secrets.SHORT' }, 'd'],
    });
    assert.equal(two.hideText('abcdef abcd'), '*** ***d');
  });

  it('hides numbers and the parts of structures too, and names what is missing when it gives back', () => {
    const many = new Secrets(['pin', 'keys'], { inputs: { pin: 4711, keys: { a: 'key-a' } }, secrets: {} });
    assert.deepEqual(plain(many.seal([4711, 'is 4711', 'key-a', 1])), [
      { $secret: 'inputs.pin' },
      { $secret_text: ['is ', { $secret: 'inputs.pin' }] },
      { $secret: 'inputs.keys.a' },
      1,
    ]);
    assert.deepEqual(plain(many.hide([4711, 'is 4711', 'key-a', 1])), ['***', 'is ***', '***', 1]);
    const missing = new Set<string>();
    const none = new Secrets(['pin', 'keys'], { inputs: {}, secrets: {} });
    assert.deepEqual(none.unseal([{ $secret: 'inputs.pin' }, 'a'], missing), ['***', 'a']);
    assert.deepEqual([...missing], ['inputs.pin']);
    const cased = new Secrets(['pin'], { inputs: { PIN: 1 }, secrets: { key: 'key-a' } });
    assert.deepEqual(cased.unseal([{ $secret: 'secrets.KEY' }, { $secret: 'inputs.pin' }]), ['key-a', '***']);
  });

  it('numbers, ids and words of ours stay beside it in events and in what snapshots are made of', () => {
    const like = new Secrets(['pin', 'word'], { inputs: { pin: 2, word: 'a' }, secrets: { KIND: 'http' } });
    const error = { kind: 'http', message: 'a 2', retryable: false, retry_after_ms: 2, node_id: 'a' };
    const record = { winner: 'a', errors: { a: error }, succeeded: 2, failed: 2, cancelled: 0, skipped: 0 };
    const shown = { ...error, message: '*** ***' };
    const two = { seq: 2, time_ms: 2, node_id: 'a' };
    const events: readonly (readonly [EngineEvent, EngineEvent?])[] = [
      [{ type: 'nodeCompleted', ...two, not_taken: [2] }],
      [{ type: 'attemptStarted', ...two, attempt: 2, item: 2 }],
      [{ type: 'retryScheduled', ...two, attempt: 2, delay_ms: 2 }],
      [
        { type: 'attemptFailed', ...two, attempt: 2, error },
        { type: 'attemptFailed', ...two, attempt: 2, error: shown },
      ],
      [
        { type: 'joinFired', ...two, record },
        { type: 'joinFired', ...two, record: { ...record, errors: { a: shown } } },
      ],
      [
        { type: 'approvalRequested', ...two, message: 'http', approvers: ['a'] },
        { type: 'approvalRequested', ...two, message: '***', approvers: ['***'] },
      ],
    ];
    for (const [event, expected = event] of events) {
      assert.deepEqual(plain(like.hideEvent(event)), expected);
      assert.deepEqual(plain(like.sealEvent(event)), expected);
    }
  });

  it('of what a retry takes over is hidden from readers', () => {
    const event: EngineEvent = {
      type: 'executionStarted',
      ...stamp,
      execution_id: 'e',
      workflow: 'w',
      inputs: { password: canary },
      seed: 1,
      taken_over: { a: { output: [token], not_taken: [1] } },
    };
    assert.deepEqual(plain(secrets.hideEvent(event)), {
      ...event,
      inputs: { password: '***' },
      taken_over: { a: { output: ['***'], not_taken: [1] } },
    });
  });

  it('never shows what it cannot give back: an encoding that this version does not know stays hidden', () => {
    const reference = { $secret: 'secrets.TOKEN', encoding: 'rot13' };
    assert.equal(secrets.unseal(reference), '***');
    assert.equal(secrets.unseal({ $secret_text: ['a ', reference, ' b'] }), 'a *** b');
  });

  it('a value that is no text is given back inside of one as JSON', () => {
    const keys = new Secrets(['keys'], { inputs: { keys: { a: 'key-a' } }, secrets: {} });
    assert.equal(keys.unseal({ $secret_text: ['keys: ', { $secret: 'inputs.keys' }] }), 'keys: {"a":"key-a"}');
  });

  it('without any, values and events are their own sealed form', () => {
    const none = new Secrets([], { inputs: {}, secrets: {} });
    const value = { a: ['text', 1] };
    const event: EngineEvent = { type: 'executionCompleted', seq: 1, time_ms: 0, output: value };
    assert.deepEqual([none.any, none.seal(value), none.hide(value)], [false, value, value]);
    assert.equal(none.sealEvent(event), event);
    assert.equal(none.hideEvent(event), event);
  });

  it('is hidden too where a long text was cut in the middle of it', () => {
    const before = 'x'.repeat(200);
    for (const encoded of Object.values(encodings))
      for (let length = 4; length < encoded.length; length++)
        for (const end of ['', '…', '\ufffd']) {
          const shown = secrets.hideText(before + encoded.slice(0, length) + end);
          // The last of a base64 text may be its padding.
          assert.equal(shown.replace('=', ''), `${before}***${end}`);
        }
    assert.equal(secrets.hideText(`${before}c4n`), `${before}c4n`);
    assert.equal(secrets.hideText(`${before}c4näry or so`), `${before}c4näry or so`);
    assert.equal(secrets.hideText('c4näry'), 'c4näry');
  });

  it('an empty secret hides nothing', () => {
    const empty = new Secrets(['password'], { inputs: { password: '' }, secrets: {} });
    assert.equal(empty.hideText('text'), 'text');
    assert.equal(empty.seal('text'), 'text');
  });
});

describe('E3 secrets in an execution (invariant I11)', () => {
  afterEach(removeFolders);
  const source = yamlWorkflow(`
name: secrets
inputs: { password: { secret: true }, user: {} }
agents: { worker: { uses: http, with: { url: "http://127.0.0.1/", headers: { auth: "Basic \${{ inputs.password }}", token: "\${{ secrets.TOKEN }}" } } } }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: worker }
  - { id: b, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: b }
  - { source: b, target: end }
`);
  const inputs = { password: canary, user: 'Ada' };

  const bytesIn = (folder: string): string =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('\n');
  const assertAbsent = (text: string): void => {
    for (const secret of [...Object.values(encodings), token])
      for (const form of [secret, Buffer.from(secret).toString('latin1'), JSON.stringify(secret).slice(1, -1)])
        assert.equal(text.includes(form), false, form);
  };

  it('reach the agent as they are, and neither the journal’s bytes, nor a reader, nor the log', async () => {
    const folder = temporaryFolder();
    const rig = await Rig.start(source, { inputs, secrets: { TOKEN: token }, journal: fileJournal(folder) });
    const a = await rig.upcoming('a');
    assert.deepEqual(plain(a.request.settings['headers']), { auth: `Basic ${canary}`, token });
    assert.deepEqual(plain(a.request.input), inputs);
    a.request.log('info', `Using ${Object.values(encodings).join(' and ')}`);
    a.request.progress(`With ${token}`);
    await a.succeed({ [canary]: Object.values(encodings), user: `Ada:${token}` });
    const b = await rig.upcoming('b');
    assert.equal((b.request.input as { user?: string }).user, `Ada:${token}`);
    await b.fail({ message: `401 for ${token}: "${encodings['json'] ?? ''}"` });
    const snapshot = await rig.finished();
    assert.equal(snapshot.error?.message, '401 for ***: "***"');
    assert.deepEqual(plain(snapshot.inputs), { password: '***', user: 'Ada' });
    assert.match(rig.events.map((event) => JSON.stringify(event)).join(), /Using (\*\*\* and ){7}\*\*\*".*With \*\*\*/);
    const stored = await fileJournal(folder).read('execution-1');
    assert(stored);
    for (const seen of [snapshot, rig.events, rig.logs, storedSnapshot(stored, source)])
      assertAbsent(JSON.stringify(seen));
    assertAbsent(bytesIn(folder));
    assert.match(bytesIn(folder), /\$secret/);
  });

  it('are asked for again when the execution goes on, which then has the same values', async () => {
    const folder = temporaryFolder();
    const journal = fileJournal(folder);
    const cutOff: JournalWriter[] = [];
    const create: JournalStore['create'] = async (definition) => {
      const writer = await journal.create(definition);
      cutOff.push(writer);
      return writer;
    };
    const dying = { ...journal, create };
    const rig = await Rig.start(source, { inputs, secrets: { TOKEN: token }, journal: dying });
    await (await rig.upcoming('a')).succeed({ echo: `${canary} ${token}` });
    // As after a crash: the lock names a process that has ended.
    const place = join(folder, 'execution-1');
    const [lock = ''] = readdirSync(place).filter((name) => name.startsWith('lock-'));
    const owner = JSON.parse(readFileSync(join(place, lock), 'utf8')) as object;
    writeFileSync(join(place, lock), JSON.stringify({ ...owner, process_start: '1' }));

    const opened = await journal.open('execution-1');
    assert(opened.kind === 'opened');
    const refused = await createEngine(new Rig({ journal }).ports()).resume({ workflow: source, ...opened });
    assert.deepEqual(refused, {
      ok: false,
      error: { code: 'secrets-needed', message: 'These secrets are needed again: inputs.password, secrets.TOKEN' },
    });
    const again = await Rig.resume(source, 'execution-1', {
      journal,
      secretInputs: { password: canary },
      secrets: { TOKEN: token },
    });
    const b = await again.upcoming('b');
    assert.deepEqual(plain(b.request.input), { echo: `${canary} ${token}` });
    assert.deepEqual(plain(b.request.inputs), inputs);
    await b.succeed();
    assert.equal((await again.finished()).status, 'completed');
    assertAbsent(bytesIn(folder));
    // Its process has not ended, so nobody else closes its file.
    for (const writer of cutOff) await writer.close();
  });
});
