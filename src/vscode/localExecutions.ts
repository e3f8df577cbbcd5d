import * as vscode from 'vscode';
import type { Logger } from '../engine/ports.ts';
import { agentCalls } from '../remote/agentCalls.ts';
import type { Executions } from '../sdk/executions.ts';
import { createLocal } from '../sdk/local.ts';
import { sayError } from './commands/messages.ts';
import { consentInWindow } from './consent.ts';
import { write } from './executions/executionLog.ts';
import { vscodeModels } from './languageModels.ts';
import { mcpTools } from './mcpTools.ts';
import { pythonInterpreter } from './pythonInterpreter.ts';
import { RemoteExecutions } from './remote/remoteExecutions.ts';
import { withRemote } from './remote/withRemote.ts';
import { passwordsFor } from './secrets/passwords.ts';
import type { Services } from './services.ts';
import { executionSettings } from './settings.ts';

/** The local engine with all that a window has for it. Loaded when the first execution is looked at or started. */
export function localExecutions({
  store,
  output,
  memory,
  vault,
  grants,
  servers,
}: Pick<Services, 'store' | 'output' | 'memory' | 'vault' | 'grants' | 'servers'>): Executions {
  const log: Logger['log'] = (level, message) => {
    write(output, level, message);
  };
  const local: Executions = createLocal({
    store,
    trusted: () => vscode.workspace.isTrusted,
    logger: { log },
    settings: executionSettings,
    languageModels: vscodeModels,
    mcpTools,
    consent: consentInWindow(memory, async (id) => (await local.get(id))?.workflow),
    interpreter: pythonInterpreter,
    password: passwordsFor(vault, grants),
    secretGuard: { issued: () => vault.issued, grant: (use) => grants.ask({ kind: 'secret', ...use }) },
    callRemoteAgent: agentCalls(
      (name) => servers.clientOf(name),
      () => servers.all.map(({ name }) => name),
    ),
  });
  return withRemote(local, new RemoteExecutions(servers, sayError), servers);
}
