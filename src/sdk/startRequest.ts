/** What was asked to be started, checked: the workflow, its inputs, the mocks. */
import { err, ok, type Result } from '../base/result.ts';
import type { StartExecution } from '../engine/engine.ts';
import { checkInputs } from '../engine/inputs.ts';
import type { Project, ProjectOptions } from '../model/project.ts';
import { analyseBesides } from './analyseBesides.ts';
import type { StartFailure, StartRequest } from './executions.ts';
import { invalidWorkflow } from './failures.ts';
import { givenMocks } from './mocks.ts';
import { storedSubworkflowFiles, subworkflowFiles } from './subworkflowFiles.ts';

export interface CheckOptions {
  readonly limits: ProjectOptions['limits'];
  /** Inside of which subworkflows' files are read (threat T10). */
  readonly workspaceFolders: readonly string[];
}

/** What can be started. */
export interface CheckedStart extends StartExecution {
  readonly workflow: Project;
}

export async function checkStart(
  request: StartRequest,
  { limits, workspaceFolders }: CheckOptions,
): Promise<Result<CheckedStart, StartFailure>> {
  const files = request.files
    ? storedSubworkflowFiles(request.files)
    : subworkflowFiles(request.file, { workspaceFolders });
  const project = await analyseBesides(request.text, { ...(limits && { limits }), ...files });
  if (!project.executable) return err(invalidWorkflow(project));
  const inputs = await checkInputs(project.definition, request.inputs);
  if (!inputs.ok) {
    const message = inputs.error.map((problem) => problem.message).join(' ');
    return err({ code: 'invalid-inputs', message, problems: inputs.error });
  }
  const mocks = givenMocks(request);
  if (!mocks.ok) return err({ code: 'invalid-mocks', message: mocks.error });
  return ok({
    ...(request.id !== undefined && { id: request.id }),
    workflow: project,
    file: request.file,
    inputs: inputs.value,
    ...(request.secrets && { secrets: request.secrets }),
    ...(mocks.value && { mocks: mocks.value }),
  });
}
