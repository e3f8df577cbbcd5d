import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { analyse } from '../../model/project.ts';
import { plainLabel } from '../../presentation/safeText.ts';
import type { Connection } from '../../remote/connection.ts';
import type { RemoteFailure } from '../../remote/failure.ts';
import { listWorkflows, pull } from '../../remote/pull.ts';
import { push } from '../../remote/push.ts';
import type { Result } from '../../base/result.ts';
import { sourceOf } from '../executions/executionUris.ts';
import { uriOf } from '../commands/arguments.ts';
import { chooseWorkflow } from '../commands/chooseWorkflow.ts';
import { sayError, sayUntrusted } from '../commands/messages.ts';
import type { Services } from '../services.ts';
import { projectLimits } from '../settings.ts';
import { chooseServer, connectServer, nameOf } from './connectServer.ts';
import { removeServer, type ServerSetting } from './serverSettings.ts';

/** @param argument the file, or nothing */
export async function pushWorkflow(services: Services, argument: unknown): Promise<void> {
  const uri = uriOf(argument) ?? (await chooseWorkflow(services));
  const server = uri && (await serverFor(services, undefined));
  if (!uri || !server) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const project = analyse(document.getText(), { limits: projectLimits() });
  if (!project.executable) {
    sayError(t('Fix the problems in {0} first.', vscode.workspace.asRelativePath(uri)));
    return;
  }
  const pushed = await working(
    services,
    server,
    t('Pushes {0} to "{1}"…', project.definition.name, server.name),
    (connection, signal) => push(connection, services.servers.memory, { project, file: sourceOf(uri) }, signal),
  );
  if (!pushed) return;
  const text = pushed.updated
    ? t('Replaced {0} on "{1}".', project.definition.name, server.name)
    : t('Created {0} on "{1}".', project.definition.name, server.name);
  const say = pushed.warnings.length === 0 ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  void say([text, ...pushed.warnings].join(' '));
}

/** Opens it as a new, unsaved text. @param argument the row of a server, or nothing */
export async function pullWorkflow(services: Services, argument: unknown): Promise<void> {
  const server = await serverFor(services, argument);
  if (!server) return;
  const listed = await working(
    services,
    server,
    t('Asks "{0}" for its workflows…', server.name),
    (connection, signal) => listWorkflows(connection, signal),
  );
  if (!listed) return;
  const items = listed.map(({ id, name, description, status }) => ({
    label: plainLabel(name, 200),
    description: plainLabel([status, description].filter((part) => part !== undefined).join(' · '), 200),
    id,
  }));
  const placeHolder = items.length === 0 ? t('The server has no workflows.') : t('Which workflow?');
  const id = (await vscode.window.showQuickPick(items, { placeHolder }))?.id;
  if (id === undefined) return;
  const pulled = await working(services, server, t('Pulls from "{0}"…', server.name), (connection, signal) =>
    pull(connection, { id, server: server.name }, signal),
  );
  if (!pulled) return;
  const document = await vscode.workspace.openTextDocument({ language: 'workflow-yaml', content: pulled.text });
  await vscode.window.showTextDocument(document);
  for (const warning of pulled.warnings) void vscode.window.showWarningMessage(warning);
}

/** Its setting, its token and its place as the chosen one. @param argument the row of a server, or nothing */
export async function forgetServer({ servers }: Services, argument: unknown): Promise<void> {
  const server = await chooseServer(servers, argument);
  if (!server) return;
  const forget = t('Forget');
  const detail = t('Its address and its token are removed from this machine. Nothing changes on the server.');
  const question = t('Forget the server "{0}"?', server.name);
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, forget)) !== forget) return;
  if (servers.chosen?.name === server.name) await servers.choose(undefined);
  await servers.forget(server);
  await removeServer(server.name);
}

async function serverFor(services: Services, argument: unknown): Promise<ServerSetting | undefined> {
  if (!vscode.workspace.isTrusted) {
    void sayUntrusted();
    return undefined;
  }
  const { servers } = services;
  if (nameOf(argument) === undefined && servers.chosen) return servers.chosen;
  if (servers.all.length === 0) await connectServer(services, undefined);
  return await chooseServer(servers, argument);
}

/** With progress that can be cancelled; what went wrong is said. */
async function working<T>(
  { servers }: Services,
  server: ServerSetting,
  title: string,
  work: (connection: Connection, signal: AbortSignal) => Promise<Result<T, RemoteFailure>>,
): Promise<T | undefined> {
  const progress = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  const done = await vscode.window.withProgress(progress, async (_, token) => {
    const stopping = new AbortController();
    token.onCancellationRequested(() => {
      stopping.abort();
    });
    const connection = await servers.connection(server, stopping.signal);
    return connection.ok ? await work(connection.value, stopping.signal) : connection;
  });
  if (done.ok) return done.value;
  if (done.error.code !== 'aborted') sayError(done.error.message);
  return undefined;
}
