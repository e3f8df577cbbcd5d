/** Stored executions as their readers see them. */
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { ExecutableWorkflow } from '../engine.ts';
import type { StoredExecution } from '../ports.ts';

/**
 * The state that a stored execution's events lead to, secrets as `***`. One that is not terminal shows as `interrupted` where
 * nobody owns it; one whose journal cannot be read, or whose workflow (undefined) could not be understood, as `unreadable`.
 */
export declare function storedSnapshot(
  stored: StoredExecution,
  workflow: ExecutableWorkflow | undefined,
): ExecutionSnapshot;
