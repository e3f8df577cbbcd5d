/** Local executions and those on servers as one: what the views, commands and documents work with. */
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { analyse } from '../../model/project.ts';
import type { FileAnswer } from '../../model/subworkflows/files.ts';
import type { RemoteFailure } from '../../remote/failure.ts';
import type { ExecutionFailure, Executions, StartFailure, StartRequest } from '../../sdk/executions.ts';
import { projectLimits } from '../settings.ts';
import type { RemoteExecutions } from './remoteExecutions.ts';
import type { RemoteServers } from './remoteServers.ts';
import type { ServerSetting } from './serverSettings.ts';

type EventOf<Key extends 'onDidChange' | 'onEvent'> = Parameters<Parameters<Executions[Key]>[0]>[0];

/** `start` begins there when the chosen server is to run workflows, else here. */
export function withRemote(local: Executions, remote: RemoteExecutions, servers: RemoteServers): Executions {
  const disposables = new DisposableStore();
  const changed = disposables.add(new Emitter<EventOf<'onDidChange'>>());
  const events = disposables.add(new Emitter<EventOf<'onEvent'>>());
  for (const one of [local, remote]) {
    disposables.add(
      one.onDidChange((id) => {
        changed.fire(id);
      }),
    );
    disposables.add(
      one.onEvent((event) => {
        events.fire(event);
      }),
    );
  }
  const wholeOnly = err({
    code: 'refused',
    message: t('A server cancels whole executions only.'),
  } satisfies ExecutionFailure);
  return {
    start: async (request) => {
      const server = servers.chosen;
      return server?.mode === 'run-there' ? await startThere(remote, server, request) : await local.start(request);
    },
    list: async () => [...remote.list(), ...(await local.list())],
    get: async (id) => remote.get(id) ?? (await local.get(id)),
    source: async (id) => (remote.has(id) ? (await remote.project(id))?.text : await local.source(id)),
    workflow: async (id) => (remote.has(id) ? await remote.project(id) : await local.workflow(id)),
    events: async (id) => (remote.has(id) ? await remote.events(id) : await local.events(id)),
    finished: async (id) => (await remote.finished(id)) ?? (await local.finished(id)),
    cancel: async (id, target, options) => {
      if (!remote.has(id)) return await local.cancel(id, target, options);
      return target === undefined ? await there(remote.move(id, 'cancel')) : wholeOnly;
    },
    pause: async (id) => (remote.has(id) ? await there(remote.move(id, 'pause')) : await local.pause(id)),
    resume: async (id, options) =>
      remote.has(id) ? await there(remote.move(id, 'resume')) : await local.resume(id, options),
    answer: async (id, nodeId, answer) =>
      remote.has(id) ? await there(remote.answer(id, nodeId, answer)) : await local.answer(id, nodeId, answer),
    retry: async (id, options) => (remote.has(id) ? await there(remote.repeat(id)) : await local.retry(id, options)),
    rerun: async (id, nodeId, options) =>
      remote.has(id) ? await there(remote.repeat(id, nodeId)) : await local.rerun(id, nodeId, options),
    owner: async (id) => (remote.has(id) ? undefined : await local.owner(id)),
    discard: async (id) => {
      if (!remote.has(id)) return await local.discard(id);
      remote.discard(id);
      return ok(undefined);
    },
    onDidChange: changed.event,
    onEvent: events.event,
    dispose: () => {
      disposables.dispose();
      remote.dispose();
      local.dispose();
    },
  };
}

async function startThere(
  remote: RemoteExecutions,
  server: ServerSetting,
  request: StartRequest,
): Promise<Result<string, StartFailure>> {
  if (!vscode.workspace.isTrusted)
    return err({ code: 'untrusted', message: t('This folder is not trusted, so nothing is executed in it.') });
  const files = request.files;
  const project = analyse(request.text, {
    limits: projectLimits(),
    ...(files && { readFile: (path: string) => answerFor(files[path]) }),
  });
  if (!project.executable) {
    const diagnostics = project.blockers;
    return err({ code: 'invalid-workflow', message: diagnostics[0]?.message ?? '', diagnostics });
  }
  const progress = { location: vscode.ProgressLocation.Notification, cancellable: true };
  return await vscode.window.withProgress(
    { ...progress, title: t('Starts {0} on "{1}"…', project.definition.name, server.name) },
    async (_, token) => {
      const stopping = new AbortController();
      token.onCancellationRequested(() => {
        stopping.abort();
      });
      const started = await remote.start(server, request, project, stopping.signal);
      return started.ok ? started : err({ code: 'server', message: started.error.message } satisfies StartFailure);
    },
  );
}

function answerFor(text: string | undefined): FileAnswer {
  return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
}

async function there<T>(asked: Promise<Result<T, RemoteFailure>>): Promise<Result<T, ExecutionFailure>> {
  const answered = await asked;
  return answered.ok ? answered : err({ code: 'refused', message: answered.error.message });
}
