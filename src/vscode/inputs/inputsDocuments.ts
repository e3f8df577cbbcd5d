/**
 * A workflow's inputs as a JSON document with its schema, *Run* above the first line. They live in memory: nothing is written to a
 * disk, and closing one asks nothing. One that was open when the window was reloaded begins again with what was given last.
 */
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { WorkflowDefinition } from '../../model/definition.ts';
import { commands, inputsScheme } from '../contributions.ts';

export class InputsDocuments implements vscode.FileSystemProvider, vscode.CodeLensProvider, Disposable {
  readonly #texts = new Map<string, { bytes: Uint8Array; mtime: number }>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #disposables = new DisposableStore();
  readonly #memory: Pick<vscode.Memento, 'get' | 'update'>;

  readonly onDidChangeFile = this.#changed.event;

  /** @param memory the workspace's, with what was given last */
  constructor(memory: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#memory = memory;
    for (const registered of [
      this.#changed,
      vscode.workspace.registerFileSystemProvider(inputsScheme, this),
      vscode.languages.registerCodeLensProvider({ scheme: inputsScheme, pattern: '**/*.inputs.json' }, this),
    ])
      this.#disposables.add(registered);
    reopen();
  }

  /** Shows the inputs of a workflow, those given filled in. @param workflow the address of its text */
  async open(
    workflow: vscode.Uri,
    definition: WorkflowDefinition,
    given: ReadonlyMap<string, JsonValue>,
  ): Promise<void> {
    for (const { uri, text } of await textsOf(workflow, definition, given)) this.writeFile(uri, bytesOf(text));
    await vscode.window.showTextDocument(inputsUri(workflow, inputsEnding), { preview: false });
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const title = `$(play) ${t('Run with These Inputs')}`;
    const command = { title, command: commands.runWithEditedInputs, arguments: [uri] };
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { bytes, mtime } = await this.#read(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#read(uri)).bytes;
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    this.#texts.set(uri.toString(), { bytes, mtime: Date.now() });
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  delete(uri: vscode.Uri): void {
    this.#texts.delete(uri.toString());
  }

  // There are no folders, and nobody else writes.
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }
  readDirectory(): [string, vscode.FileType][] {
    return [];
  }
  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #read(uri: vscode.Uri): Promise<{ readonly bytes: Uint8Array; readonly mtime: number }> {
    if (!this.#texts.has(uri.toString())) await this.#restore(uri);
    const found = this.#texts.get(uri.toString());
    if (!found) throw vscode.FileSystemError.FileNotFound(uri);
    return found;
  }

  /** Those of an earlier window. */
  async #restore(uri: vscode.Uri): Promise<void> {
    const workflow = workflowOfInputs(uri);
    if (!workflow || !endings.some((ending) => inputsUri(workflow, ending).toString() === uri.toString())) return;
    const { declaredInputs } = await import('./declaredInputs.ts');
    const declared = await declaredInputs(workflow, this.#memory);
    if (!declared) return;
    for (const { uri: one, text } of await textsOf(workflow, declared.definition, declared.given))
      if (!this.#texts.has(one.toString()))
        this.#texts.set(one.toString(), { bytes: bytesOf(text), mtime: Date.now() });
  }
}

const inputsEnding = 'inputs.json';
const schemaEnding = 'schema.json';
const endings = [inputsEnding, schemaEnding];

/** The document, and before it its schema. */
async function textsOf(
  workflow: vscode.Uri,
  definition: WorkflowDefinition,
  given: ReadonlyMap<string, JsonValue>,
): Promise<readonly { readonly uri: vscode.Uri; readonly text: string }[]> {
  const { inputsSchema, inputsText } = await import('./inputsText.ts');
  const schema = inputsUri(workflow, schemaEnding);
  return [
    { uri: schema, text: JSON.stringify(inputsSchema(definition)) },
    { uri: inputsUri(workflow, inputsEnding), text: inputsText(definition, given, schema.toString()) },
  ];
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What was in view when the window was reloaded: VS Code asked for it before there was somebody to answer, and does not ask again. */
function reopen(): void {
  for (const { activeTab, viewColumn } of vscode.window.tabGroups.all) {
    const input = activeTab?.input;
    if (!(input instanceof vscode.TabInputText) || input.uri.scheme !== inputsScheme) continue;
    const options = { viewColumn, preserveFocus: true, preview: false };
    // Where the workflow is gone the tab says so.
    vscode.window.showTextDocument(input.uri, options).then(undefined, () => undefined);
  }
}

/** The workflow that a document of inputs is for; undefined for another document. */
export function workflowOfInputs({ scheme, query }: vscode.Uri): vscode.Uri | undefined {
  return scheme === inputsScheme ? vscode.Uri.parse(query) : undefined;
}

function inputsUri(workflow: vscode.Uri, ending: string): vscode.Uri {
  const name = (workflow.path.split('/').at(-1) ?? '').replace(/(\.workflow)?\.ya?ml$/, '');
  return vscode.Uri.from({ scheme: inputsScheme, path: `/${name}.${ending}`, query: workflow.toString() });
}
