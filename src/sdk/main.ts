/** The library `ipa-workflow` (docs/sdk.md): the tutorial's steps two to five in TypeScript, over the local engine. */
export { createAgent } from './agentService.ts';
export {
  type AgentNodeOptions,
  type EdgeOptions,
  type JoinNodeOptions,
  type NodeOptions,
  Workflow,
  WorkflowBuilder,
  type WorkflowOptions,
} from './builder.ts';
export type { Agent, AgentSpec } from './catalog/agents.ts';
export type { Page, StoredWorkflow } from './catalog/workflows.ts';
export { ExecutionService, type StartedExecution, type StartOptions } from './executionService.ts';
export type { Answer, CancelTarget, ResumeOptions } from './executions.ts';
export type { BranchStatus, ExecutionError, ExecutionStatus } from './executionStatus.ts';
export { WorkflowError } from './workflowError.ts';
export { WorkflowService, type WorkflowSource } from './workflowService.ts';
export { openWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';
export type { LocalSettings } from './settings.ts';
export type { EngineEvent } from '../engine/events.ts';
export type { JsonObject, JsonValue } from '../base/json.ts';
export type { FailureInfo, NodeSnapshot, NodeStatus, ShownExecutionStatus } from '../protocol/execution.ts';
export type { Diagnostic } from '../model/diagnostic.ts';
