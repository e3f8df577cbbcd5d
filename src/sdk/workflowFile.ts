/**
 * The file that an execution of a stored workflow counts as: in the workspace's folder, so that relative paths start there; named by
 * the workflow's id, so that it is known again. There is no such file.
 */
import path from 'node:path';

const end = '.workflow.yaml';

export function workflowFile(folder: string, workflowId: string): string {
  return path.join(folder, `${workflowId}${end}`);
}

/** Undefined for executions of a real file. */
export function workflowIdOf(file: string | null): string | undefined {
  const name = file === null ? '' : path.basename(file, end);
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name) ? name : undefined;
}
