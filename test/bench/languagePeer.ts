/** Red Hat's yaml-language-server in this process, with our schema: what it does for one open text, without its debounce of 200 ms. */
import { readFileSync } from 'node:fs';
import type { Position } from '../../src/base/text.ts';
import { load } from './peerPackages.ts';

interface TextDocument {
  readonly uri: string;
}

interface LanguageService {
  readonly configure: (settings: unknown) => void;
  doValidation(document: TextDocument, isKubernetes: boolean): Promise<readonly { readonly message: string }[]>;
  doComplete(
    document: TextDocument,
    position: Position,
    isKubernetes: boolean,
  ): Promise<{ readonly items: readonly { readonly label: string }[] }>;
}

export interface YamlLanguageServer {
  /** A new version of the text. */
  open(text: string): void;
  /** Of the text that is open: the messages. */
  validate(): Promise<readonly string[]>;
  /** Of the text that is open: the labels. */
  complete(position: Position): Promise<readonly string[]>;
}

const schemaFile = new URL('../../schemas/workflow.schema.json', import.meta.url);

export async function yamlLanguageServer(): Promise<YamlLanguageServer> {
  const { getLanguageService } = await load<{ readonly getLanguageService: (params: unknown) => LanguageService }>(
    'yaml-language-server',
  );
  const { TextDocument } = await load<{
    readonly TextDocument: { create(uri: string, language: string, version: number, text: string): TextDocument };
  }>('vscode-languageserver-textdocument');
  const service = getLanguageService({
    schemaRequestService: (uri: string) => Promise.reject(new Error(`There is no network for ${uri}`)),
    workspaceContext: { resolveRelativePath: (path: string) => path },
    clientCapabilities: {},
    yamlSettings: undefined,
  });
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as unknown;
  service.configure({
    ...{ validate: true, hover: true, completion: true, format: false, customTags: [], yamlVersion: '1.2' },
    schemas: [{ uri: 'file:///workflow.schema.json', fileMatch: ['*.workflow.yaml'], schema }],
  });
  let version = 0;
  const made = (text: string): TextDocument =>
    TextDocument.create('file:///large.workflow.yaml', 'yaml', ++version, text);
  let document = made('');
  return {
    open(text) {
      document = made(text);
    },
    async validate() {
      return (await service.doValidation(document, false)).map(({ message }) => message);
    },
    async complete(position) {
      return (await service.doComplete(document, position, false)).items.map(({ label }) => label);
    },
  };
}
