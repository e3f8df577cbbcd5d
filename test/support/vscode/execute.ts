import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { workspaceUri } from './workspace.ts';

/** Starts a workflow of one node `work` whose agent is this. @returns its id */
export async function begin(agent: string): Promise<string> {
  const uri = workspaceUri(`executed-${randomUUID()}.workflow.yaml`);
  const text = `name: executed
agents: { worker: { ${agent} } }
nodes: [{ id: start, type: start }, { id: work, type: agent_task, agent_id: worker }, { id: end, type: end }]
edges: [{ source: start, target: work }, { source: work, target: end }]
`;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const id = await vscode.commands.executeCommand<string | undefined>('ipaWorkflow.run', uri);
  if (id === undefined) throw new Error(`It was not started: ${agent}`);
  return id;
}

export async function execute(api: Api, agent: string): Promise<ExecutionSnapshot> {
  return await api.executions.finished(await begin(agent));
}
