/** What the parts of the extension share, made once at activation. */
import path from 'node:path';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { lazy } from '../base/lazy.ts';
import type { Executions } from '../sdk/executions.ts';
import { lazyExecutions } from '../sdk/lazyExecutions.ts';
import { defaultStore, isEmptyStore, type Store } from '../sdk/store.ts';
import { ConnectionRows } from './connections/connectionRows.ts';
import { outputChannelName } from './contributions.ts';
import type { GraphPanels } from './graph/graphPanels.ts';
import { ExecutionList } from './executions/executionList.ts';
import { InputsDocuments } from './inputs/inputsDocuments.ts';
import { ExecutionsView } from './executions/executionsView.ts';
import { OpenLogs } from './executions/openLogs.ts';
import { ListedResults } from './executions/lastResults.ts';
import type { ProjectStore } from './languageFeatures/projectStore.ts';
import { afterDrawing, afterEngine } from './loading.ts';
import { RemoteServers } from './remote/remoteServers.ts';
import { Sample } from './sample.ts';
import { Grants } from './secrets/grants.ts';
import { SecretVault } from './secrets/secretVault.ts';
import { LocalServer } from './server/localServer.ts';
import { WorkflowFiles } from './workflows/workflowFiles.ts';

export interface Services extends Disposable {
  readonly extensionUri: vscode.Uri;
  readonly output: vscode.LogOutputChannel;
  readonly store: Store;
  /** Refuses where the workspace is not trusted (threat T4). */
  readonly executions: Executions;
  readonly list: ExecutionList;
  readonly view: ExecutionsView;
  /** The logs that are open. */
  readonly logs: OpenLogs;
  readonly inputs: InputsDocuments;
  /** Loads the language on first use. */
  readonly projects: () => Promise<ProjectStore>;
  /** Loads the graph on first use. */
  readonly graphs: () => Promise<GraphPanels>;
  readonly results: ListedResults;
  readonly files: WorkflowFiles;
  readonly sample: Sample;
  /** Of the workspace. */
  readonly memory: vscode.Memento;
  readonly vault: SecretVault;
  readonly grants: Grants;
  readonly servers: RemoteServers;
  /** Rows of the view *Connections*; owned by the view. */
  readonly connections: ConnectionRows;
  /** A row of that view too, owned by it. */
  readonly server: LocalServer;
  /** The folder whose executions the window shows. */
  readonly folder: string;
}

export function createServices(context: vscode.ExtensionContext): Services {
  const { extensionUri, workspaceState, secrets } = context;
  const disposables = new DisposableStore();
  const output = disposables.add(vscode.window.createOutputChannel(outputChannelName, { log: true }));
  const folder = storeFolder();
  const store = defaultStore(folder);
  const vault = disposables.add(new SecretVault(secrets, workspaceState, workspaceName()));
  const grants = new Grants(workspaceState);
  const servers = disposables.add(new RemoteServers(vault, workspaceState));
  const executions = disposables.add(
    lazyExecutions({
      isEmpty: async () => !servers.isConnected && (await isEmptyStore(store)),
      make: async () => {
        const { localExecutions } = await afterEngine(() => import('./localExecutions.ts'));
        return localExecutions({ store, output, memory: workspaceState, vault, grants, servers });
      },
    }),
  );
  const list = disposables.add(new ExecutionList(executions));
  const projects = lazy(async () => {
    const { ProjectStore } = await import('./languageFeatures/projectStore.ts');
    return disposables.add(new ProjectStore());
  });
  return {
    extensionUri,
    output,
    store,
    executions,
    list,
    view: disposables.add(new ExecutionsView(list, workspaceState)),
    logs: disposables.add(new OpenLogs(executions, list)),
    inputs: disposables.add(new InputsDocuments(workspaceState)),
    projects,
    graphs: lazy(async () => {
      const { GraphPanels } = await afterDrawing(() => import('./graph/graphPanels.ts'));
      return disposables.add(new GraphPanels({ extensionUri, executions, list, output }, await projects()));
    }),
    results: disposables.add(new ListedResults(list)),
    files: disposables.add(new WorkflowFiles()),
    memory: workspaceState,
    vault,
    grants,
    servers,
    connections: new ConnectionRows(vault),
    server: new LocalServer({ executions, store, folder, secrets, output, version: versionOf(context) }),
    folder,
    sample: disposables.add(
      new Sample({ template: path.join(extensionUri.fsPath, 'examples', 'tutorial'), store, output }),
    ),
    dispose: () => {
      disposables.dispose();
    },
  };
}

/** The folder whose executions the window shows, as the command line does there; without one the user's. */
function storeFolder(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  return (extension.packageJSON as { readonly version: string }).version;
}

/** What tells this workspace from others. */
function workspaceName(): string {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  return (workspaceFile ?? workspaceFolders?.[0]?.uri)?.toString() ?? '';
}
