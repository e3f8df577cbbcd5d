import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { sayError, sayUntrusted } from '../commands/messages.ts';
import type { Services } from '../services.ts';

const usualPort = 8000;

/** Starts it, or says where it runs; either way the header can be copied. Resolves with its address. */
export async function startLocalServer({ server }: Services): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) {
    await sayUntrusted();
    return undefined;
  }
  const problem = await server.start(usualPort);
  if (problem === undefined) {
    void sayAddress(server);
    return server.address;
  }
  void offerFreePort(server, problem);
  return undefined;
}

export async function stopLocalServer({ server }: Services): Promise<void> {
  await server.stop();
}

export async function copyServerHeader({ server }: Services): Promise<void> {
  const { header } = server;
  if (header === undefined) sayError(t('The local server does not run. Start it first.'));
  else await vscode.env.clipboard.writeText(header);
}

async function sayAddress(server: Services['server']): Promise<void> {
  const [copy, stop] = [t('Copy Header'), t('Stop')];
  const { address = '', header = '' } = server;
  const message = t('The local server answers at {0}. Send its header with every request.', address);
  const answer = await vscode.window.showInformationMessage(message, copy, stop);
  if (answer === copy) await vscode.env.clipboard.writeText(header);
  else if (answer === stop) await server.stop();
}

async function offerFreePort(server: Services['server'], problem: string): Promise<void> {
  const free = t('Use a Free Port');
  if ((await vscode.window.showErrorMessage(problem, free)) !== free) return;
  const still = await server.start(0);
  if (still === undefined) await sayAddress(server);
  else sayError(still);
}
