import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { wideWorkflow } from '../support/webview/pictures.ts';
import { eventually, openFile, ourExtension, placeIn, workspaceUri } from '../support/vscode/workspace.ts';

const sample = 'tutorial/data_aggregation.workflow.yaml';

/** A workflow with one mistake, so that "as before" is not "nothing at all". */
const flawed = `name: flawed
agents:
  api: { uses: http, with: { url: "http://127.0.0.1:1/" } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: api }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: ennd }
  - { source: fetch, target: end }
`;

/** A file of its own for each test, shown in an editor as a click shows it: no API call keeps it open. */
async function show(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = workspaceUri(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.commands.executeCommand('vscode.open', uri);
  return eventually(`the editor of ${name}`, () => {
    const { activeTextEditor: editor } = vscode.window;
    return editor?.document.uri.toString() === uri.toString() && editor.document.getText() === text && editor;
  });
}

async function replaceAll(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const all = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  assert(
    await editor.edit((edit) => {
      edit.replace(all, text);
    }),
  );
}

/** Diagnostics as a reader sees them: where, which, what. */
function seen(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'IPA Workflow')
    .map(({ range: { start, end }, code, message }) => {
      const value = typeof code === 'object' ? code.value : code;
      return `${start.line}:${start.character}-${end.line}:${end.character} ${String(value)}: ${message}`;
    });
}

const mistake = '9:29-9:33 unknown-node: There is no node "ennd". Did you mean "end"?';

async function sees(uri: vscode.Uri, expected: readonly string[]): Promise<void> {
  await eventually(
    `${JSON.stringify(expected)}, not ${JSON.stringify(seen(uri))}`,
    () => JSON.stringify(seen(uri)) === JSON.stringify(expected),
  ).catch(() => {
    assert.deepEqual(seen(uri), expected);
  });
}

async function completions(document: vscode.TextDocument, at: vscode.Position): Promise<vscode.CompletionItem[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    at,
  );
  return list.items;
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

describe('a workflow in the editor', () => {
  before(async () => {
    await ourExtension().activate();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  describe('diagnostics', () => {
    it('stand exactly on the mistake and go away with it', async () => {
      const editor = await show('flawed.workflow.yaml', flawed);
      const { uri } = editor.document;
      await sees(uri, [mistake]);
      const [diagnostic] = vscode.languages.getDiagnostics(uri);
      assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Error);
      assert(typeof diagnostic.code === 'object');
      assert.match(diagnostic.code.target.path, /\/docs\/rules\/unknown-node\.md$/);
      await replaceAll(editor, flawed.replace('ennd', 'end').replace('  - { source: fetch, target: end }\n', ''));
      await sees(uri, []);
      await replaceAll(editor, flawed);
      await sees(uri, [mistake]);
    });

    it('are none for the tutorial', async () => {
      const { document } = await openFile(sample);
      await eventually('the lenses', async () => (await lenses(document.uri)).length > 0);
      await sees(document.uri, []);
    });

    it('name the other places', async () => {
      const text = flawed.replace('target: ennd', 'target: start');
      const editor = await show('cycle.workflow.yaml', text);
      const found = await eventually('a cycle', () =>
        vscode.languages
          .getDiagnostics(editor.document.uri)
          .find(({ relatedInformation }) => (relatedInformation?.length ?? 0) > 0),
      );
      assert(
        found.relatedInformation?.every(({ location }) => location.uri.toString() === editor.document.uri.toString()),
      );
    });

    it('go when the file is closed', async () => {
      const { document } = await show('closed.workflow.yaml', flawed);
      await sees(document.uri, [mistake]);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await sees(document.uri, []);
    });

    it('go when the file gets another language, and come back with its own', async () => {
      const { document } = await show('language.workflow.yaml', flawed);
      await sees(document.uri, [mistake]);
      await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
      await sees(document.uri, []);
      await vscode.languages.setTextDocumentLanguage(document, 'yaml');
      await sees(document.uri, [mistake]);
      await vscode.languages.setTextDocumentLanguage(document, 'workflow-yaml');
      await sees(document.uri, [mistake]);
    });

    it('move with a renamed file, and go when it is no workflow any more', async () => {
      const { document } = await show('before.workflow.yaml', flawed);
      await sees(document.uri, [mistake]);
      const rename = async (from: string, to: string): Promise<void> => {
        const edit = new vscode.WorkspaceEdit();
        edit.renameFile(workspaceUri(from), workspaceUri(to), { overwrite: true });
        assert(await vscode.workspace.applyEdit(edit));
      };
      await rename('before.workflow.yaml', 'after.workflow.yaml');
      await sees(workspaceUri('before.workflow.yaml'), []);
      await sees(workspaceUri('after.workflow.yaml'), [mistake]);
      await rename('after.workflow.yaml', 'after.txt');
      await sees(workspaceUri('after.workflow.yaml'), []);
      await sees(workspaceUri('after.txt'), []);
    });

    it("leave other products' files alone, until they become ours", async () => {
      const editor = await show('foreign.workflow.yaml', 'jobs:\n  build: { steps: [] }\n');
      const { uri } = editor.document;
      assert.deepEqual(await lenses(uri), []);
      await replaceAll(editor, flawed);
      await sees(uri, [mistake]);
      await replaceAll(editor, 'jobs:\n  build: { steps: [] }\n');
      await sees(uri, []);
    });

    it('have the severity of the settings', async () => {
      const { document } = await show('severity.workflow.yaml', flawed);
      const severity = (): vscode.DiagnosticSeverity | undefined =>
        vscode.languages.getDiagnostics(document.uri)[0]?.severity;
      await sees(document.uri, [mistake]);
      const settings = vscode.workspace.getConfiguration('ipaWorkflow.validation');
      await settings.update('severity', { 'unknown-node': 'warning' }, vscode.ConfigurationTarget.Workspace);
      await eventually('a warning', () => severity() === vscode.DiagnosticSeverity.Warning);
      await settings.update('severity', { 'unknown-node': 'off' }, vscode.ConfigurationTarget.Workspace);
      await sees(document.uri, []);
      await settings.update('severity', undefined, vscode.ConfigurationTarget.Workspace);
      await sees(document.uri, [mistake]);
    });

    it('leave the schema to others on demand', async () => {
      const unknownKey = `${flawed}colour: blue\n`;
      const { document } = await show('schema.workflow.yaml', unknownKey);
      const codes = (): string =>
        seen(document.uri)
          .map((line) => line.split(' ')[1])
          .join(' ');
      const settings = vscode.workspace.getConfiguration('ipaWorkflow.validation');
      await eventually('both', () => codes() === 'unknown-node: unknown-key:');
      await settings.update('schema', 'off', vscode.ConfigurationTarget.Workspace);
      await eventually('only what the schema does not know', () => codes() === 'unknown-node:');
      await settings.update('schema', undefined, vscode.ConfigurationTarget.Workspace);
      await eventually('both again', () => codes() === 'unknown-node: unknown-key:');
    });
  });

  it('is understood as it is now, also when somebody types while a large one is read for the first time', async () => {
    const uri = workspaceUri('typed-while-read.workflow.yaml');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(wideWorkflow(50, 50)));
    const document = await vscode.workspace.openTextDocument(uri);
    const asked = vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
    const start = placeIn(document, 'target: |t7_4 }');
    const at = new vscode.Range(start, start.translate(0, 't7_4'.length));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, at, 'nowhere');
    assert(await vscode.workspace.applyEdit(edit));
    assert((await asked).length > 0);
    await eventually('the mistake that was typed', () =>
      seen(uri).some((one) => one.includes('unknown-node: There is no node "nowhere"')),
    );
  });

  describe('completion', () => {
    it('offers nodes behind `target:`', async () => {
      const { document } = await show('complete.workflow.yaml', `${flawed}  - { source: start, target: \n`);
      const items = await completions(document, document.lineAt(11).range.end);
      const ours = items.filter(({ kind }) => kind === vscode.CompletionItemKind.Reference);
      assert.deepEqual(ours.map(labelOf), ['end', 'fetch']);
    });

    it('writes the picked item with the indentation of its place', async () => {
      const editor = await show('accept.workflow.yaml', 'name: x\nnodes:\n  - ');
      const at = editor.document.lineAt(2).range.end;
      editor.selection = new vscode.Selection(at, at);
      await vscode.commands.executeCommand('editor.action.triggerSuggest');
      await eventually('the text of the picked item', async () => {
        await vscode.commands.executeCommand('acceptSelectedSuggestion');
        return editor.document.lineAt(2).text === '  - id: ';
      });
    });

    it('writes a whole node', async () => {
      const editor = await show('snippet.workflow.yaml', 'name: x\nnodes:\n  - agent_t');
      const at = editor.document.lineAt(2).range.end;
      editor.selection = new vscode.Selection(at, at);
      await vscode.commands.executeCommand('editor.action.triggerSuggest');
      await eventually('the node', async () => {
        await vscode.commands.executeCommand('acceptSelectedSuggestion');
        return editor.document.lineCount === 5;
      });
      assert.deepEqual(
        [2, 3, 4].map((line) => editor.document.lineAt(line).text),
        ['  - id: task', '    type: agent_task', '    agent_id: '],
      );
    });

    it('says what an item is when it is looked at', async () => {
      const { document } = await show('look.workflow.yaml', `${flawed}  - { source: start, target: \n`);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        document.lineAt(11).range.end,
        undefined,
        1,
      );
      const [first] = list.items;
      assert(first?.documentation instanceof vscode.MarkdownString);
      assert.match(first.documentation.value, /^\*\*`end`\*\*/);
    });

    it('offers the other workflows of the folder, and scripts', async () => {
      const part = 'nodes:\n  - { id: part, type: subworkflow, config: { path:  } }\n';
      const { document } = await show('paths/outer.workflow.yaml', part);
      const labels = async (before: string): Promise<readonly string[]> => {
        const items = await completions(document, placeIn(document, before));
        return items.filter(({ kind }) => kind === vscode.CompletionItemKind.File).map(labelOf);
      };
      const found = await labels('path: | }');
      assert(found.includes('../tutorial/data_aggregation.workflow.yaml'), found.join(' '));
      assert(!found.includes('outer.workflow.yaml'));
      await vscode.workspace.fs.writeFile(workspaceUri('paths/lib/clean.js'), new Uint8Array());
      const editor = await vscode.window.showTextDocument(document);
      await replaceAll(editor, 'agents:\n  a:\n    uses: script\n    with:\n      path: \n');
      const scripts = await eventually('the script', async () => {
        const all = await labels('path: |');
        return all.length > 0 && all;
      });
      assert(scripts.includes('lib/clean.js'), scripts.join(' '));
    });

    it('stays silent in texts', async () => {
      const { document } = await show('silent.workflow.yaml', 'name: x\ndescription: hello world\n');
      const items = await completions(document, new vscode.Position(1, 18));
      assert.deepEqual(items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text).map(labelOf), []);
    });
  });

  it('explains what the pointer is on', async () => {
    const { document } = await openFile(sample);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      placeIn(document, 'target: fetch|_api'),
    );
    const texts = hovers.flatMap(({ contents }) =>
      contents.map((one) => (one instanceof vscode.MarkdownString ? one.value : '')),
    );
    assert(
      texts.some((text) => text.startsWith('**`fetch_api`**')),
      texts.join('\n'),
    );
  });

  it('has an outline', async () => {
    const { document } = await openFile(sample);
    const outline = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      outline.map(({ name, children }) => `${name} ${children.length}`),
      ['inputs 3', 'agents 4', 'nodes 8', 'edges 9'],
    );
    assert.equal(outline[2]?.children[1]?.kind, vscode.SymbolKind.Operator);
  });

  it('has Run and Graph above its first line', async () => {
    const { document } = await openFile(sample);
    const found = await eventually('the lenses', async () => {
      const all = await lenses(document.uri);
      return all.length >= 2 && all;
    });
    assert.deepEqual(
      found.slice(0, 2).map(({ command }) => [command?.title, command?.command, String(command?.arguments?.[0])]),
      [
        ['$(play) Run', 'ipaWorkflow.run', document.uri.toString()],
        ['$(type-hierarchy) Graph', 'ipaWorkflow.openGraph', document.uri.toString()],
      ],
    );
    assert(found.every(({ range }) => range.start.line === 0));
  });

  it('leads to the declaration of an id, and to its uses', async () => {
    const { document } = await openFile(sample);
    const at = placeIn(document, 'agent_id: data|base');
    const links = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at,
    );
    assert.deepEqual(
      links.map(({ targetRange }) => document.getText(targetRange)),
      ['database'],
    );
    const uses = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      at,
    );
    assert.equal(uses.length, 2);
  });

  describe('typing', () => {
    const type = async (text: string): Promise<void> => {
      for (const letter of text) await vscode.commands.executeCommand('type', { text: letter });
    };

    it('goes on at the right column', async () => {
      const table: [line: string, next: string][] = [
        ['nodes:', '  '],
        ['nodes: # the steps', '  '],
        ['  -', '    '],
        ['  - id: a', '    '],
        ['  - config:', '      '],
        ['  - { id: a, type: start }', '  '],
        ['    type: start', '    '],
        ['    with: { url: "http://localhost" }', '    '],
        ['    description: |', '      '],
        ['  # a note:', '  '],
      ];
      const editor = await show('enter.workflow.yaml', '');
      const found: [string, string][] = [];
      for (const [line] of table) {
        await replaceAll(editor, line);
        const at = editor.document.lineAt(0).range.end;
        editor.selection = new vscode.Selection(at, at);
        await type('\n');
        found.push([line, editor.document.lineAt(1).text]);
      }
      assert.deepEqual(found, table);
    });

    it('leaves an expression as a person types it, whatever closes by itself', async () => {
      const table = [
        'x-b: "${{ inputs.who }}"',
        "x-b: '${{ inputs.who }}'",
        'x-b: ${{ inputs.who }}',
        'x-b: "a ${{ inputs.who }} b ${{ inputs.n }}"',
        'x-b: { who: "${{ inputs.who }}" }',
        'x-b: { who: ${{ inputs.who }}, n: [${{ inputs.n }}] }',
        "x-b: ${{ contains(inputs.who, 'a') }}",
        'x-b: "${{ contains(inputs.who, \'a\') }}"',
        'x-b: ${{inputs.who}}',
      ];
      const editor = await show('expression.workflow.yaml', '');
      const found: string[] = [];
      for (const line of table) {
        await replaceAll(editor, '');
        await type(line);
        found.push(editor.document.getText());
      }
      assert.deepEqual(found, table);
    });

    it('closes braces and quotes before what closes a flow', async () => {
      const table: [typed: string, text: string][] = [
        ['x-b: ${{', 'x-b: ${{}}'],
        ['x-b: "', 'x-b: ""'],
        ['x-b: { output: "', 'x-b: { output: ""}'],
        ["x-b: { output: '", "x-b: { output: ''}"],
        ['x-b: ["', 'x-b: [""]'],
        ['x-b: { a: ["b", "', 'x-b: { a: ["b", ""]}'],
        ['x-b: { output: "${{', 'x-b: { output: "${{}}"}'],
        ['x-b: it"', 'x-b: it"'],
        ['# "', '# "'],
      ];
      const editor = await show('closing.workflow.yaml', '');
      const found: [string, string][] = [];
      for (const [typed] of table) {
        await replaceAll(editor, '');
        await type(typed);
        found.push([typed, editor.document.getText()]);
      }
      assert.deepEqual(found, table);
    });
  });

  it('survives 500 random edits of the sample and shows afterwards what it showed before', async () => {
    const original = new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceUri(sample)));
    // With a mistake, so that "as before" is not "nothing at all".
    const text = original.replace('source: merge_data', 'source: merge_date');
    const editor = await show('edited.workflow.yaml', text);
    const { document } = editor;
    await eventually('the mistake', () => seen(document.uri).length > 0);
    const before = seen(document.uri);
    const random = seeded(20_261_124);
    for (let count = 0; count < 500; count++) {
      await editor.edit(
        (edit) => {
          randomEdit(document, edit, random);
        },
        { undoStopBefore: false, undoStopAfter: false },
      );
      if (count % 25 === 0) {
        await completions(document, document.positionAt(Math.floor(random() * document.getText().length)));
        await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', document.uri);
        assert.deepEqual(
          seen(document.uri).filter((line) => line.includes('internal-error')),
          [],
        );
      }
      // Now and then somebody starts over, so that the text does not end as rubble that nothing can be learned from.
      if (count % 100 === 99) await replaceAll(editor, text);
    }
    await replaceAll(editor, `${text}# the end`);
    await replaceAll(editor, text);
    await sees(document.uri, before);
    assert.match(before.join(), /unknown-node: There is no node "merge_date". Did you mean "merge_data"/);
  }).timeout(180_000);
});

async function lenses(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
}

/** Mulberry32: numbers from 0 to 1, the same for one seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Deletes letters, duplicates a line or types something unfinished. */
function randomEdit(document: vscode.TextDocument, edit: vscode.TextEditorEdit, random: () => number): void {
  const offset = Math.floor(random() * (document.getText().length + 1));
  const at = document.positionAt(offset);
  const kind = random();
  if (kind < 0.4) {
    edit.delete(new vscode.Range(at, document.positionAt(offset + 1 + Math.floor(random() * 8))));
  } else if (kind < 0.6) {
    const line = document.lineAt(at.line);
    edit.insert(line.rangeIncludingLineBreak.end, `${line.text}\n`);
  } else {
    const typed = [
      '  - { source: fetch, target: ',
      '"',
      '{',
      ': ',
      '\n  - ',
      '${{ nodes.',
      '|',
      '[',
      '\n',
      "'",
      'ta',
      '#',
    ];
    edit.insert(at, typed[Math.floor(random() * typed.length)] ?? '');
  }
}
