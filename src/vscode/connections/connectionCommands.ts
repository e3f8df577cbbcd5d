import * as vscode from 'vscode';
import { nobodyToAsk } from '../../agents/consent.ts';
import type { PasswordLookup } from '../../agents/named.ts';
import { t } from '../../base/l10n.ts';
import { plainLabel, safeLine, safeText } from '../../presentation/safeText.ts';
import { testConnection } from '../../sdk/connectionTest.ts';
import { sayError, sayUntrusted } from '../commands/messages.ts';
import { askPassword, askSecretValue } from '../secrets/askSecret.ts';
import type { Services } from '../services.ts';
import { executionSettings } from '../settings.ts';
import {
  allConnections,
  type Connection,
  passwordOrigin,
  removeConnection as removeSetting,
} from './connectionSettings.ts';

/** @param argument the row of a connection, or nothing */
async function choose(
  argument: unknown,
  fits: (one: Connection) => boolean = () => true,
): Promise<Connection | undefined> {
  const all = allConnections().filter(fits);
  const name = nameOf(argument);
  if (name !== undefined) return all.find((one) => one.name === name);
  if (all.length === 0) {
    void vscode.window.showInformationMessage(t('There is no such connection yet. Add one in the view Connections.'));
    return undefined;
  }
  const items = all.map((one) => ({ label: plainLabel(one.name, 100), connection: one }));
  return (await vscode.window.showQuickPick(items, { placeHolder: t('Which connection?') }))?.connection;
}

function nameOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('name' in argument)) return undefined;
  return typeof argument.name === 'string' ? argument.name : undefined;
}

/** Asks the real server; says why it does not work. @returns whether it does; undefined where nothing was asked */
export async function testConnectionCommand(services: Services, argument: unknown): Promise<boolean | undefined> {
  if (!vscode.workspace.isTrusted) {
    void sayUntrusted();
    return undefined;
  }
  const connection = await choose(argument);
  if (!connection) return undefined;
  const { name, url } = connection;
  const title = t('Testing the connection "{0}"', safeLine(name, 100));
  let begun = performance.now();
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return await vscode.window.withProgress(options, async (_progress, token) => {
    const controller = new AbortController();
    const listening = token.onCancellationRequested(() => {
      controller.abort();
    });
    const runnerOptions = {
      ...executionSettings(),
      cacheFolder: services.store.cache,
      consent: nobodyToAsk,
      password: passwordForTest(services, () => {
        begun = performance.now();
      }),
    };
    const result = await testConnection(name, runnerOptions, controller.signal);
    listening.dispose();
    if (controller.signal.aborted) return undefined;
    const ms = Math.round(performance.now() - begun);
    services.connections.tested(name, { url, ms, ...(!result.ok && { problem: result.error }) });
    if (!result.ok) sayError(t('The connection "{0}" does not work. {1}', safeLine(name, 100), safeText(result.error)));
    return result.ok;
  });
}

/**
 * Who tests a connection sends its password where its address says; no workflow has a hand in it.
 *
 * @param typed the person has given one: the time until then is theirs
 */
function passwordForTest({ vault }: Services, typed: () => void): PasswordLookup {
  return async ({ name, origin, needed }) => {
    const kept = await vault.password(name, origin);
    if (kept !== undefined || !needed) return kept;
    const password = await askPassword(name, origin);
    if (password === undefined || password === '') return undefined;
    await vault.keepPassword(name, origin, password);
    typed();
    return password;
  };
}

export async function setPassword({ vault }: Services, argument: unknown): Promise<void> {
  const connection = await choose(argument, ({ url }) => passwordOrigin(url) !== undefined);
  const origin = connection && passwordOrigin(connection.url);
  if (!connection || origin === undefined) return;
  const password = await askPassword(connection.name, origin);
  if (password !== undefined && password !== '') await vault.keepPassword(connection.name, origin, password);
}

export async function forgetPassword({ vault, grants }: Services, argument: unknown): Promise<void> {
  const connection = await choose(argument, ({ url }) => passwordOrigin(url) !== undefined);
  if (!connection) return;
  await vault.forgetPassword(connection.name);
  await grants.takeBack('connection', connection.name);
}

export async function removeConnection({ vault, grants }: Services, argument: unknown): Promise<void> {
  const connection = await choose(argument);
  if (!connection) return;
  const { name } = connection;
  const remove = t('Remove');
  const text = t('Remove the connection "{0}"?', safeLine(name, 100));
  const detail = t('Its password is forgotten too. Workflows that name it fail.');
  if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, remove)) !== remove) return;
  await vault.forgetPassword(name);
  await grants.takeBack('connection', name);
  await removeSetting(name);
}

/** @param argument the row of a secret */
export async function setSecret({ vault }: Services, argument: unknown): Promise<void> {
  const name = nameOf(argument);
  if (name === undefined || !vault.names.includes(name)) return;
  const value = await askSecretValue(safeLine(name, 100));
  if (value !== undefined) await vault.keepSecret(name, value);
}

/** @param argument the row of a secret */
export async function forgetSecret({ vault, grants }: Services, argument: unknown): Promise<void> {
  const name = nameOf(argument);
  if (name === undefined) return;
  await vault.forgetSecret(name);
  await grants.takeBack('secret', name);
}
