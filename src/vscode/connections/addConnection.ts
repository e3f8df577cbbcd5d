import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { askPassword } from '../secrets/askSecret.ts';
import type { Services } from '../services.ts';
import { allConnections, type ConnectionType, passwordOrigin, setConnection } from './connectionSettings.ts';

interface Kind {
  readonly type: ConnectionType;
  readonly label: string;
  readonly detail: string;
  readonly example: string;
  readonly begins: RegExp;
}

function kinds(): readonly Kind[] {
  return [
    {
      type: 'postgres',
      label: 'PostgreSQL',
      detail: t('For the runner sql'),
      example: 'postgres://user@localhost:5432/database',
      begins: /^postgres(ql)?:\/\//i,
    },
    {
      type: 'redis',
      label: 'Redis',
      detail: t('For the runner cache'),
      example: 'redis://localhost:6379/0',
      begins: /^rediss?:\/\//i,
    },
    {
      type: 'sqlite',
      label: 'SQLite',
      detail: t('For the runner sql, a file anywhere'),
      example: 'sqlite:/path/to/file.db',
      begins: /^sqlite:./i,
    },
    {
      type: 'http',
      label: 'HTTP',
      detail: t('For the runners llm and mcp'),
      example: 'https://example.com/v1',
      begins: /^https?:\/\//i,
    },
  ];
}

/** Asks for kind, name, address and password, each with what it must be. The password goes to the secret storage alone. */
export async function addConnection({ vault }: Services): Promise<void> {
  const kind = await vscode.window.showQuickPick(kinds(), { placeHolder: t('What do you connect to?') });
  if (!kind) return;
  const name = await vscode.window.showInputBox({
    title: t('Add Connection'),
    prompt: t('The name by which workflows mean it, as in "connection: NAME". "default" is used where none is named.'),
    ignoreFocusOut: true,
    validateInput: nameProblem,
  });
  if (name === undefined) return;
  const url = await vscode.window.showInputBox({
    title: name,
    prompt: t('The address, without a password.'),
    value: kind.example,
    ignoreFocusOut: true,
    validateInput: (text) => urlProblem(text, kind),
  });
  if (url === undefined) return;
  const origin = passwordOrigin(url);
  if (origin !== undefined) {
    const password = await askPassword(name, origin);
    if (password === undefined) return;
    if (password !== '') await vault.keepPassword(name, origin, password);
  }
  await setConnection(name, kind.type, url);
}

function nameProblem(text: string): string | undefined {
  if (!/^[A-Za-z_][\w.-]{0,99}$/.test(text))
    return t('A name begins with a letter, and has letters, digits, -, _ and dots.');
  return allConnections().some(({ name }) => name === text)
    ? t('There is a connection "{0}" already.', text)
    : undefined;
}

function urlProblem(text: string, { begins, example, type }: Kind): string | undefined {
  if (!begins.test(text)) return t('Write it like {0}.', example);
  if (type === 'sqlite') return undefined;
  if (!URL.canParse(text) || new URL(text).hostname === '') return t('Write it like {0}.', example);
  return new URL(text).password === ''
    ? undefined
    : t('Leave the password out: it is asked for next, and kept in a safe place.');
}
