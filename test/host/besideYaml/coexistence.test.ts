/** Beside an extension that does what Red Hat's YAML extension does (test/fixtures/yamlExtension), in its name. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, ourExtension, workspaceUri } from '../../support/vscode/workspace.ts';

/** Has a mistake that the schema knows, and one that it does not. */
const text = `name: beside
colour: blue
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { source: start, target: ennd }
  - { source: start, target: end }
`;
const foreign = 'jobs:\n  build: { steps: [] }\n';

async function open(name: string, content: string, language?: string): Promise<vscode.TextDocument> {
  const uri = workspaceUri(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return language === undefined ? document : vscode.languages.setTextDocumentLanguage(document, language);
}

/** Who says what: `SOURCE CODE`, sorted. */
function said({ uri }: vscode.TextDocument): string {
  return vscode.languages
    .getDiagnostics(uri)
    .map(({ source, code }) => `${source ?? ''} ${String(typeof code === 'object' ? code.value : (code ?? ''))}`.trim())
    .sort()
    .join(', ');
}

async function says(document: vscode.TextDocument, expected: string): Promise<void> {
  await eventually(expected, () => said(document) === expected).catch(() => {
    assert.equal(said(document), expected);
  });
}

async function offered({ uri }: vscode.TextDocument, line: number, character: number): Promise<readonly string[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    new vscode.Position(line, character),
  );
  return items
    .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text && kind !== vscode.CompletionItemKind.Snippet)
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
}

async function explained({ uri }: vscode.TextDocument, line: number, character: number): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    new vscode.Position(line, character),
  );
  return found.flatMap(({ contents }) =>
    contents.map((one) => (one instanceof vscode.MarkdownString ? one.value : '')),
  );
}

async function formatted({ uri }: vscode.TextDocument): Promise<readonly string[]> {
  const edits = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
    'vscode.executeFormatDocumentProvider',
    uri,
    { tabSize: 2, insertSpaces: true },
  );
  return (edits ?? []).map(({ newText }) => newText);
}

interface StandIn {
  schemaOf(uri: vscode.Uri): vscode.Uri | undefined;
}

describe('beside the YAML extension', () => {
  let other: StandIn;
  before(async () => {
    await ourExtension().activate();
    const found = vscode.extensions.getExtension<StandIn>('redhat.vscode-yaml');
    assert(found, 'the stand-in is not installed');
    other = await found.activate();
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  for (const ending of ['yaml', 'yml']) {
    it(`a .workflow.${ending} is ours alone, and whole`, async () => {
      const document = await open(`own.workflow.${ending}`, text);
      assert.equal(document.languageId, 'workflow-yaml');
      await says(document, 'IPA Workflow unknown-key, IPA Workflow unknown-node');
      assert((await offered(document, 8, 0)).includes('description'));
      assert.match((await explained(document, 0, 1)).join(), /^\*\*`name`\*\*/);
      assert(!(await formatted(document)).includes('# formatted\n'));
    });

    it(`a .workflow.${ending} that is opened as YAML is checked, offered and explained once`, async () => {
      const document = await open(`other.workflow.${ending}`, text, 'yaml');
      await says(document, 'IPA Workflow unknown-node, YAML');
      assert.deepEqual(await offered(document, 8, 0), ['from the schema']);
      assert.deepEqual(await explained(document, 0, 1), ['explained by the schema']);
      assert.deepEqual(await formatted(document), ['# formatted\n']);
    });

    it(`the schema of a .workflow.${ending} is found`, async () => {
      const schema = other.schemaOf(workspaceUri(`any.workflow.${ending}`));
      assert(schema);
      const { title } = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(schema))) as {
        readonly title: string;
      };
      assert.equal(title, 'Workflow');
      assert.equal(other.schemaOf(workspaceUri(`any.${ending}`)), undefined);
    });
  }

  it('adds what no schema knows: nodes, where they may stand and what they are', async () => {
    const document = await open('adds.workflow.yaml', text, 'yaml');
    const target = text.split('\n')[7]?.indexOf('end') ?? 0;
    assert.deepEqual((await offered(document, 7, target)).toSorted(), ['end', 'from the schema']);
    const [theirs, ours] = (await explained(document, 7, target)).toSorted().toReversed();
    assert.equal(theirs, 'explained by the schema');
    assert.match(ours ?? '', /^\*\*`end`\*\*/);
  });

  it("says nothing to other products' files, and nothing to other YAML", async () => {
    const document = await open('foreign.workflow.yaml', foreign, 'yaml');
    await says(document, 'YAML');
    assert.deepEqual(await offered(document, 2, 0), ['from the schema']);
    assert.deepEqual(await explained(document, 0, 1), ['explained by the schema']);
    const yaml = await open('plain.yaml', text);
    assert.equal(yaml.languageId, 'yaml');
    assert.deepEqual(await offered(yaml, 8, 0), []);
    assert.deepEqual(await explained(yaml, 0, 1), []);
    assert.equal(said(yaml), '');
  });
});
