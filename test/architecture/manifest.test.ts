import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { exists, readSource, root, sourceFiles } from '../support/architecture/imports.ts';

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
interface View {
  readonly id: string;
  readonly when?: string;
}
interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly main: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly filenamePatterns: readonly string[] }[];
    readonly commands: readonly { readonly command: string; readonly title: string; readonly enablement?: string }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly views: Readonly<Record<string, readonly View[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings?: readonly MenuItem[];
    readonly customEditors: readonly { readonly viewType: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const text = readFileSync(path.join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text) as Manifest;
const nls = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;
const { contributes, activationEvents } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const views = Object.values(contributes.views).flat();
const viewIds = views.map(({ id }) => id);
const settings = Object.keys(contributes.configuration.properties);
const editors = contributes.customEditors.map(({ viewType }) => viewType);
const panels = activationEvents.flatMap((event) => (/^onWebviewPanel:(.+)$/.exec(event) ?? []).slice(1));

/** The ids of ours that the adapters for VS Code name, as literals. */
const named = new Set<string>();
for (const file of [...sourceFiles('src/vscode/**/*.ts'), 'src/extension.ts'].filter(exists)) {
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && /^ipaWorkflow\.[\w.]+$/.test(node.text)) named.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(readSource(file));
}

/** Keys of VS Code that our `when` clauses may use. */
const editorKeys = [
  'view',
  'viewItem',
  'inputFocus',
  'resourceScheme',
  'resourcePath',
  'resourceLangId',
  'resourceFilename',
  'explorerResourceIsFolder',
  'isWorkspaceTrusted',
];

/** `[key, value]` of each condition; the value of a comparison, else undefined. What something is `in` is a key too. */
function conditions(when: string): readonly (readonly [string, string | undefined])[] {
  return when.split(/&&|\|\||\bnot in\b/).map((part) => {
    const [, key = '', value] = /^[\s(!]*([\w.]+)\s*(?:(?:==|!=|=~|in)\s*(.*?))?[\s)]*$/.exec(part.trim()) ?? [];
    return [key, value] as const;
  });
}

const menuItems = Object.values(contributes.menus).flat();
const clauses = [
  ...[...menuItems, ...(contributes.keybindings ?? []), ...views, ...contributes.viewsWelcome].map(({ when }) => when),
  ...contributes.commands.map(({ enablement }) => enablement),
].filter((when) => when !== undefined);

describe('the manifest', () => {
  it('names commands that the code registers, and the other way round', () => {
    assert.deepEqual(
      commands.filter((command) => !named.has(command)),
      [],
    );
    const known = [...commands, ...viewIds, ...settings, ...panels, ...editors, ...viewIds.map((id) => `${id}.focus`)];
    const sections = new Set(settings.flatMap((setting) => prefixes(setting)));
    const contextKeys = clauses.flatMap((when) => conditions(when).map(([key]) => key));
    assert.deepEqual(
      [...named].filter((id) => !known.includes(id) && !sections.has(id) && !contextKeys.includes(id)),
      [],
    );
  });

  it('names views, panels and editors that the code provides', () => {
    assert.deepEqual(
      [...viewIds, ...panels, ...editors].filter((id) => !named.has(id)),
      [],
    );
  });

  it('has each of its texts in package.nls.json, and no others there', () => {
    const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? ''));
    assert.deepEqual([...used].sort(), Object.keys(nls).sort());
  });

  it('has a title to translate for each command', () => {
    assert.deepEqual(
      contributes.commands.filter(({ title }) => !/^%[\w.]+%$/.test(title)),
      [],
    );
  });

  it('links only to commands that exist', () => {
    const links = Object.values(nls).flatMap((one) =>
      [...one.matchAll(/\(command:([\w.]+)/g)].map(([, id]) => id ?? ''),
    );
    const shown = viewIds.map((id) => `${id}.focus`);
    assert.deepEqual(
      links.filter((id) => ![...commands, ...shown, 'workbench.trust.manage'].includes(id)),
      [],
    );
  });

  it('puts only its own commands into menus', () => {
    assert.deepEqual(
      menuItems.map(({ command }) => command).filter((command) => !commands.includes(command)),
      [],
    );
  });

  it('has each button of a row in the menu of the same rows too, for keyboards and screen readers', () => {
    const inMenus = contributes.menus['view/item/context'] ?? [];
    const isButton = ({ group }: MenuItem): boolean => group?.startsWith('inline') === true;
    const written = inMenus.filter((item) => !isButton(item)).map(({ command, when }) => `${command} ${when ?? ''}`);
    assert.deepEqual(
      inMenus.filter(isButton).filter(({ command, when }) => !written.includes(`${command} ${when ?? ''}`)),
      [],
    );
    assert.equal(new Set(written).size, written.length);
  });

  it('shows its views in its own container, and welcomes only in its views', () => {
    const containers = contributes.viewsContainers.activitybar.map(({ id }) => id);
    assert.deepEqual(
      Object.keys(contributes.views).filter((id) => !containers.includes(id)),
      [],
    );
    assert.deepEqual(
      contributes.viewsWelcome.filter(({ view }) => !viewIds.includes(view)),
      [],
    );
  });

  it('says that there is nothing only when it has looked', () => {
    const looked: Readonly<Record<string, RegExp>> = {
      'ipaWorkflow.workflows': /\bhasLookedForWorkflows\b/,
      'ipaWorkflow.executions': /\bhasReadExecutions\b/,
    };
    assert.deepEqual(
      contributes.viewsWelcome.filter(({ view, when = '' }) => looked[view]?.test(when) === false),
      [],
    );
  });

  it('asks only for context that there is', () => {
    const wrong = clauses.flatMap((when) =>
      conditions(when)
        .filter(([key, value]) => {
          if (key === 'true' || key === 'false') return false;
          if (key === 'view' || key === 'focusedView') return !viewIds.includes(value ?? '');
          if (key === 'resourceLangId') return !contributes.languages.some(({ id }) => id === value);
          return !editorKeys.includes(key) && !named.has(key);
        })
        .map(([key]) => `${key} in "${when}"`),
    );
    assert.deepEqual(wrong, []);
  });

  it('activates for workflows only', () => {
    const allowed =
      /^(workspaceContains:\*\*\/\*\.workflow\.\{yaml,yml\}|onWebviewPanel:ipaWorkflow\.\w+|onFileSystem:ipa-execution)$/;
    assert.deepEqual(
      activationEvents.filter((event) => !allowed.test(event)),
      [],
    );
    assert.deepEqual(
      contributes.languages.flatMap(({ filenamePatterns }) => filenamePatterns),
      ['*.workflow.yaml', '*.workflow.yml'],
    );
  });

  it('names files that exist', () => {
    const files = [...text.matchAll(/"(?:\.\/)?((?:media|syntaxes|schemas)\/[^"]+)"/g)].map(([, file]) => file ?? '');
    assert.deepEqual(
      files.filter((file) => !exists(file)),
      [],
    );
  });
});

/** `a.b.c` gives `a.b`: how a setting's section is asked for. */
function prefixes(id: string): readonly string[] {
  const parts = id.split('.');
  return parts.map((_, index) => parts.slice(0, index).join('.')).filter((prefix) => prefix.includes('.'));
}
