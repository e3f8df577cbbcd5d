import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Result } from '../../base/result.ts';
import { plainLabel } from '../../presentation/safeText.ts';
import type { ServerDialect, ServerMode } from '../../protocol/remote.ts';
import { serverAddress } from '../../remote/address.ts';
import type { Connection } from '../../remote/connection.ts';
import { describeDialect } from '../../remote/dialect.ts';
import type { RemoteFailure } from '../../remote/failure.ts';
import { sayError, sayUntrusted } from '../commands/messages.ts';
import type { Services } from '../services.ts';
import type { RemoteServers } from './remoteServers.ts';
import { type ServerSetting, setServer } from './serverSettings.ts';

/**
 * Asks for an address, recognises what answers there, says what it can and cannot do, and makes it the server of this workspace.
 *
 * @param argument the row of a server, or nothing
 */
export async function connectServer({ servers, list }: Services, argument: unknown): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void sayUntrusted();
    return;
  }
  const named = servers.named(nameOf(argument) ?? '');
  const picked = named ?? (await pickServer(servers));
  if (picked === undefined) return;
  if (picked === 'nowhere') {
    await servers.choose(undefined);
    return;
  }
  const known = picked === 'elsewhere' ? undefined : picked;
  const url = known?.url ?? (await askAddress());
  if (url === undefined) return;
  const connected = await recognised(servers, url);
  if (!connected.ok) {
    if (connected.error.code !== 'aborted') sayError(connected.error.message);
    return;
  }
  const { client, dialect } = connected.value;
  const sentence = `${client.address.host}: ${describeDialect(dialect)}`;
  if (dialect === 'V2') {
    void vscode.window.showWarningMessage(sentence);
    return;
  }
  // Beside the question, whose own line is too short for it.
  void vscode.window.showInformationMessage(sentence);
  const mode = await askMode(dialect, client.address.host, known?.mode);
  if (mode === undefined) return;
  const name = known?.name ?? (await askName(servers, client.address.host));
  if (name === undefined) return;
  await setServer({ name, url, mode });
  await servers.choose(name);
  await list.reload();
}

export function nameOf(argument: unknown): string | undefined {
  const name = typeof argument === 'object' && argument !== null && 'name' in argument ? argument.name : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** The server that a command is about: the row's, the only one, or the one that is picked. */
export async function chooseServer(servers: RemoteServers, argument: unknown): Promise<ServerSetting | undefined> {
  const name = nameOf(argument);
  const { all, chosen } = servers;
  if (name !== undefined) return servers.named(name);
  if (all.length <= 1) return all[0];
  const items = all.map((server) => ({ label: plainLabel(server.name), description: plainLabel(server.url), server }));
  items.sort((a, b) => Number(b.server === chosen) - Number(a.server === chosen));
  return (await vscode.window.showQuickPick(items, { placeHolder: t('Which server?') }))?.server;
}

type Choice = ServerSetting | 'elsewhere' | 'nowhere';

async function pickServer(servers: RemoteServers): Promise<Choice | undefined> {
  if (servers.all.length === 0) return 'elsewhere';
  const items: (vscode.QuickPickItem & { readonly choice: Choice })[] = servers.all.map((server) => ({
    label: plainLabel(server.name),
    description: plainLabel(server.url, 200),
    choice: server,
  }));
  items.push({ label: t('Another address…'), choice: 'elsewhere' });
  items.push({ label: t('No server'), description: t('Everything runs on this machine.'), choice: 'nowhere' });
  return (await vscode.window.showQuickPick(items, { placeHolder: t('Which server?') }))?.choice;
}

async function askAddress(): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: t('Connect to IPA Server'),
    prompt: t('Its address.'),
    value: 'http://127.0.0.1:8000',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const address = serverAddress(text);
      return address.ok ? undefined : address.error;
    },
  });
  return typed?.trim();
}

export async function recognised(servers: RemoteServers, url: string): Promise<Result<Connection, RemoteFailure>> {
  const progress = { location: vscode.ProgressLocation.Notification, cancellable: true };
  return await vscode.window.withProgress(
    { ...progress, title: t('Asks the server what it is…') },
    async (_, token) => {
      const stopping = new AbortController();
      token.onCancellationRequested(() => {
        stopping.abort();
      });
      return await servers.connection({ url }, stopping.signal);
    },
  );
}

async function askMode(
  dialect: ServerDialect,
  host: string,
  before: ServerMode | undefined,
): Promise<ServerMode | undefined> {
  const there = {
    label: t('Run there'),
    detail:
      dialect === 'T'
        ? t('Run pushes the workflow and executes all of it on the server.')
        : t('Run pushes the workflow and executes it on the server. What it does not run is told.'),
    mode: 'run-there' as const,
  };
  const here = {
    label: t('Orchestrate here'),
    detail: t('Fork, join and everything else run on this machine; agents with "uses: ipa" run on the server.'),
    mode: 'orchestrate-here' as const,
  };
  const items =
    (before ?? (dialect === 'T' ? 'run-there' : 'orchestrate-here')) === 'run-there' ? [there, here] : [here, there];
  return (
    await vscode.window.showQuickPick(items, {
      title: host,
      placeHolder: t('Where is Run to run?'),
      ignoreFocusOut: true,
    })
  )?.mode;
}

async function askName(servers: RemoteServers, host: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: t('Connect to IPA Server'),
    prompt: t('The name by which workflows mean it, as in "server: NAME".'),
    value: host.replace(/[^A-Za-z0-9_.-]/g, '-'),
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (!/^[A-Za-z0-9_.-]{1,100}$/.test(text)) return t('Letters, digits, "_", "." and "-".');
      return servers.named(text) ? t('There is a server of that name already.') : undefined;
    },
  });
  return typed;
}
