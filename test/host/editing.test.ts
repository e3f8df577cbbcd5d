/** What the language offers in an editor, asked for as VS Code itself asks. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, placeIn, workspaceUri } from '../support/vscode/workspace.ts';

const outer = `name: outer
agents:
  api: { uses: http, with: { url: "http://127.0.0.1:1/" } }
nodes:
  - { id: start, type: start }
  - { id: split, type: parallel_gateway, gateway_type: fork }
  - { id: fetch, type: agent_task, agent_id: api }
  - id: part
    type: subworkflow
    config:
      path: editing_inner.workflow.yaml
      inputs: { topic: "\${{ inputs.about }}" }
  - { id: gather, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }
edges:
  - { source: start, target: split }
  - { source: split, target: fetch }
  - { source: split, target: part }
  - { source: fetch, target: gather }
  - { source: part, target: gather }
  - { source: gather, target: end }
  - { source: fetch, target: ennd }
outputs:
  result: "\${{ nodes.fetch.output }}"
`;

const inner = `name: inner
inputs:
  topic: { type: string }
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { source: start, target: end }
`;

async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = workspaceUri(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

describe('Editing a workflow', () => {
  let document: vscode.TextDocument;
  let innerUri: vscode.Uri;
  const ask = <T>(command: string, ...more: readonly unknown[]): Thenable<T> =>
    vscode.commands.executeCommand<T>(command, document.uri, ...more);
  const at = (marked: string): vscode.Position => placeIn(document, marked);

  before(async () => {
    innerUri = await write('editing_inner.workflow.yaml', inner);
    document = await vscode.workspace.openTextDocument(await write('editing.workflow.yaml', outer));
    await vscode.window.showTextDocument(document);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(document.uri);
    await vscode.workspace.fs.delete(innerUri);
  });

  it('folds sections and items', async () => {
    const folds = await ask<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider');
    assert(
      folds.some(({ start, end }) => start === 3 && end === 13),
      JSON.stringify(folds),
    );
    assert(
      folds.some(({ start, end }) => start === 7 && end === 11),
      JSON.stringify(folds),
    );
  });

  it('grows a selection from the word to the document', async () => {
    const [whole] = await ask<vscode.SelectionRange[]>('vscode.executeSelectionRangeProvider', [at('id: fe|tch')]);
    assert.equal(document.getText(whole?.range), 'fetch');
    assert.equal(document.getText(whole?.parent?.range), 'id: fetch');
  });

  it('marks every place that names a node', async () => {
    const marks = await ask<vscode.DocumentHighlight[]>('vscode.executeDocumentHighlights', at('id: fe|tch'));
    assert.deepEqual(
      marks.map(({ range }) => document.getText(range)),
      Array.from({ length: 5 }, () => 'fetch'),
    );
  });

  it('leads to the file of a subworkflow', async () => {
    const links = await ask<vscode.DocumentLink[]>('vscode.executeLinkProvider');
    assert(
      links.some(({ target }) => target?.path === innerUri.path),
      JSON.stringify(links),
    );
  });

  it('knows what comes before and behind a node', async () => {
    const [item] = await ask<vscode.CallHierarchyItem[]>('vscode.prepareCallHierarchy', at('id: fe|tch'));
    assert.equal(item?.name, 'fetch');
    const { executeCommand } = vscode.commands;
    const incoming = await executeCommand<vscode.CallHierarchyIncomingCall[]>('vscode.provideIncomingCalls', item);
    const outgoing = await executeCommand<vscode.CallHierarchyOutgoingCall[]>('vscode.provideOutgoingCalls', item);
    assert.deepEqual(
      incoming.map(({ from }) => from.name),
      ['split'],
    );
    assert.deepEqual(
      outgoing.map(({ to }) => to.name),
      ['gather'],
    );
  });

  it('colours names, and those that nobody knows', async () => {
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const legend = await ask<vscode.SemanticTokensLegend>('vscode.provideDocumentRangeSemanticTokensLegend', all);
    const { data } = await ask<vscode.SemanticTokens>('vscode.provideDocumentRangeSemanticTokens', all);
    const types = new Set<string | undefined>();
    for (let token = 3; token < data.length; token += 5) types.add(legend.tokenTypes[data[token] ?? -1]);
    for (const type of ['function', 'class', 'unknownName']) assert(types.has(type), [...types].join());
  });

  it('says beside a fork how many branches it has and where they meet', async () => {
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await ask<vscode.InlayHint[]>('vscode.executeInlayHintProvider', all);
    const labels = hints.map(({ label }) =>
      typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
    );
    assert.deepEqual(labels, ['2 branches → gather', '2 branches']);
  });

  it('finds nodes of all workflows by name', async () => {
    const { executeCommand } = vscode.commands;
    const found = await executeCommand<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'gathr');
    const names = found.filter(({ location }) => location.uri.path === document.uri.path).map(({ name }) => name);
    assert.deepEqual(names, ['gather']);
  });

  it('offers quick fixes for a mistake, the nearest name first', async () => {
    const range = new vscode.Range(at('target: |ennd'), at('target: ennd|'));
    const offered = await ask<vscode.CodeAction[]>('vscode.executeCodeActionProvider', range, 'quickfix');
    const [first] = offered.filter(({ title }) => title.includes('end'));
    assert.equal(first?.title, 'Change to "end"');
    assert(
      offered.some(({ title }) => title.startsWith('Ignore unknown-node')),
      offered.map(({ title }) => title).join(),
    );
  });

  it('mends all that is safe when it is asked to, as on saving', async () => {
    const wrong = inner.replace('type: start', 'typ: start');
    const uri = await write('editing_fixed.workflow.yaml', wrong);
    const fixed = await vscode.workspace.openTextDocument(uri);
    const whole = new vscode.Range(0, 0, fixed.lineCount, 0);
    const [all] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      whole,
      'source.fixAll.ipaWorkflow',
    );
    assert(all?.edit);
    assert(await vscode.workspace.applyEdit(all.edit));
    assert.equal(fixed.getText(), inner);
    assert(await fixed.save());
    await vscode.workspace.fs.delete(uri);
  });

  it('renames an input in the file that declares it and in the one that gives it, undone in one step', async () => {
    const other = await vscode.workspace.openTextDocument(innerUri);
    const place = other.positionAt(other.getText().indexOf('topic'));
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      innerUri,
      place,
      'subject',
    );
    assert(await vscode.workspace.applyEdit(edit));
    assert(other.getText().includes('  subject: { type: string }'));
    assert(document.getText().includes('inputs: { subject: "'));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), outer);
    assert.equal(other.getText(), inner);
  });

  it('finds and renames a node of a subworkflow in the mocks of the workflow around it, undone in one step', async () => {
    const text = 'nodes:\n  part/end: { cancel_at_seconds: 1 } # then\n';
    // No editor has it open.
    const mocksUri = await write('editing.mocks.yaml', text);
    const other = await vscode.workspace.openTextDocument(innerUri);
    const place = placeIn(other, 'id: en|d');
    const { executeCommand } = vscode.commands;
    const found = await executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', innerUri, place);
    assert(
      found.some(
        ({ uri, range }) => uri.path === mocksUri.path && range.start.line === 1 && range.end.character === 10,
      ),
      JSON.stringify(found),
    );
    const command = 'vscode.executeDocumentRenameProvider';
    const edit = await executeCommand<vscode.WorkspaceEdit>(command, innerUri, place, 'finish');
    assert(await vscode.workspace.applyEdit(edit));
    const mocks = await vscode.workspace.openTextDocument(mocksUri);
    assert.equal(mocks.getText(), text.replace('end', 'finish'));
    assert(other.getText().includes('{ source: start, target: finish }'));
    await vscode.window.showTextDocument(other);
    await executeCommand('undo');
    await eventually('the mocks as they were', () => mocks.getText() === text);
    assert.equal(other.getText(), inner);
    await executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(mocksUri);
  });

  it('renames an input also where the start hands it on by its name', async () => {
    const other = await vscode.workspace.openTextDocument(innerUri);
    const handedOn = '# end\noutputs:\n  said: "${{ nodes.start.output.topic }}"\n';
    const change = new vscode.WorkspaceEdit();
    change.insert(innerUri, other.positionAt(inner.length), handedOn);
    assert(await vscode.workspace.applyEdit(change));
    const place = placeIn(other, 'output.to|pic');
    const { executeCommand } = vscode.commands;
    const [definition] = await executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      innerUri,
      place,
    );
    assert(definition && 'targetRange' in definition);
    assert.equal(definition.targetRange.start.line, 2);
    const marks = await executeCommand<vscode.DocumentHighlight[]>('vscode.executeDocumentHighlights', innerUri, place);
    assert.deepEqual(
      marks.map(({ range }) => other.getText(range)),
      ['topic', 'topic'],
    );
    const command = 'vscode.executeDocumentRenameProvider';
    const edit = await executeCommand<vscode.WorkspaceEdit>(command, innerUri, place, 'subject');
    assert(await vscode.workspace.applyEdit(edit));
    assert(other.getText().includes('nodes.start.output.subject'));
    assert(document.getText().includes('inputs: { subject: "'));
    await vscode.window.showTextDocument(document);
    await executeCommand('undo');
    await vscode.window.showTextDocument(other);
    await executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.window.showTextDocument(document);
    assert.equal(document.getText(), outer);
  });
});
