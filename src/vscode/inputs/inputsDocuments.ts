/**
 * A workflow's inputs as a JSON document with its schema, *Run* above the first line. They live in memory: nothing is written to a
 * disk, and closing one asks nothing.
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

  readonly onDidChangeFile = this.#changed.event;

  constructor() {
    for (const registered of [
      this.#changed,
      vscode.workspace.registerFileSystemProvider(inputsScheme, this),
      vscode.languages.registerCodeLensProvider({ scheme: inputsScheme, pattern: '**/*.inputs.json' }, this),
    ])
      this.#disposables.add(registered);
  }

  /** Shows the inputs of a workflow, those given filled in. @param workflow the address of its text */
  async open(
    workflow: vscode.Uri,
    definition: WorkflowDefinition,
    given: ReadonlyMap<string, JsonValue>,
  ): Promise<void> {
    const { inputsSchema, inputsText } = await import('./inputsText.ts');
    const uri = inputsUri(workflow, 'inputs.json');
    const schema = inputsUri(workflow, 'schema.json');
    this.#write(schema, JSON.stringify(inputsSchema(definition)));
    this.#write(uri, inputsText(definition, given, schema.toString()));
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const title = `$(play) ${t('Run with These Inputs')}`;
    const command = { title, command: commands.runWithEditedInputs, arguments: [uri] };
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { bytes, mtime } = this.#read(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.#read(uri).bytes;
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

  #write(uri: vscode.Uri, text: string): void {
    this.writeFile(uri, new TextEncoder().encode(text));
  }

  #read(uri: vscode.Uri): { readonly bytes: Uint8Array; readonly mtime: number } {
    const found = this.#texts.get(uri.toString());
    if (!found) throw vscode.FileSystemError.FileNotFound(uri);
    return found;
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
