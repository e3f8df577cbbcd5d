/** Tokens of servers: in the secret storage alone, each under the origin that it was given for (threat T8). */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { ServerAddress } from '../../remote/address.ts';
import type { Client } from '../../remote/client.ts';
import { logIn } from '../../remote/login.ts';
import { sayError } from '../commands/messages.ts';
import { safeText } from '../../presentation/safeText.ts';
import type { SecretVault } from '../secrets/secretVault.ts';

export class ServerCredentials {
  readonly #vault: SecretVault;

  constructor(vault: SecretVault) {
    this.#vault = vault;
  }

  async token({ origin }: ServerAddress): Promise<string | undefined> {
    return await this.#vault.password(tokenKey(origin), origin);
  }

  async forget({ origin }: ServerAddress): Promise<void> {
    await this.#vault.forgetPassword(tokenKey(origin));
    await this.#vault.forgetPassword(plainKey(origin));
  }

  /** Whether the user said that a token may go there over plain http. */
  async allowsPlainHttp({ origin }: ServerAddress): Promise<boolean> {
    return (await this.#vault.password(plainKey(origin), origin)) !== undefined;
  }

  /** Asks for a token, or for name and password where the server has a login, and keeps the token. */
  async ask(client: Client, hasLogin: boolean): Promise<string | undefined> {
    const { address } = client;
    if (!(await this.#mayGoThere(address))) return undefined;
    const token = hasLogin ? await askLogin(client, await this.allowsPlainHttp(address)) : await askToken(address);
    if (token !== undefined) await this.#vault.keepPassword(tokenKey(address.origin), address.origin, token);
    return token;
  }

  async #mayGoThere(address: ServerAddress): Promise<boolean> {
    if (address.isSecure || address.isLoopback || (await this.allowsPlainHttp(address))) return true;
    const send = t('Send It Anyway');
    const answer = await vscode.window.showWarningMessage(
      t('"{0}" is reached over plain http. Everybody on the way can read the token.', address.host),
      { modal: true, detail: t('Better: the https address of the server.') },
      send,
    );
    if (answer !== send) return false;
    await this.#vault.keepPassword(plainKey(address.origin), address.origin, 'allowed');
    return true;
  }
}

async function askToken({ host }: ServerAddress): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: host,
    prompt: t('The token of "{0}". It is kept in the secret storage, and sent there only.', host),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (/^[\x21-\x7e]+$/.test(bare(text)) ? undefined : t('Paste the token, without spaces.')),
  });
  return typed === undefined ? undefined : bare(typed);
}

/** As `serve` prints it, ready to paste, or the token alone. */
function bare(text: string): string {
  return text
    .trim()
    .replace(/^authorization:\s*/i, '')
    .replace(/^bearer\s+/i, '');
}

async function askLogin(client: Client, allowPlainHttp: boolean): Promise<string | undefined> {
  const { host } = client.address;
  const name = await vscode.window.showInputBox({
    title: host,
    prompt: t('Your user name on "{0}".', host),
    ignoreFocusOut: true,
  });
  if (name === undefined || name === '') return undefined;
  let prompt = t('The password of {0}. It is not kept; the token that the server gives for it is.', name);
  for (;;) {
    const password = await vscode.window.showInputBox({ title: host, prompt, password: true, ignoreFocusOut: true });
    if (password === undefined) return undefined;
    const token = await logIn(client, { name, password }, new AbortController().signal, allowPlainHttp);
    if (token.ok) return token.value;
    if (token.error.code !== 'unauthorized') {
      sayError(token.error.message);
      return undefined;
    }
    // A mistyped one is typed again.
    prompt = safeText(token.error.message);
  }
}

function tokenKey(origin: string): string {
  return `server ${origin}`;
}

function plainKey(origin: string): string {
  return `plain http ${origin}`;
}
