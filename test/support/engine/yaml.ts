import assert from 'node:assert/strict';
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';
import { analyse } from '../../../src/model/project.ts';

/** A workflow from its text, which must be free of errors. */
export function yamlWorkflow(text: string): ExecutableWorkflow {
  const project = analyse(text);
  assert.deepEqual(
    project.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message }) => `${code}: ${message}`),
    [],
  );
  return project;
}
