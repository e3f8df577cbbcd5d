import type { Agent, AgentSpec } from './catalog/agents.ts';
import { currentWorkspace, type Workspace } from './workspace.ts';
import { WorkflowError } from './workflowError.ts';

/**
 * Creates an agent that workflows name by its id or its name.
 *
 * @throws {WorkflowError} `name-taken`
 */
export async function createAgent(spec: AgentSpec, workspace: Workspace = currentWorkspace()): Promise<Agent> {
  const created = await workspace.agents.create(spec);
  if (!created.ok) throw new WorkflowError(created.error);
  return created.value;
}
