import assert from 'node:assert/strict';
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';
import { analyse } from '../../../src/model/project.ts';

/** A workflow from its text, which must be free of errors. @param files texts of subworkflows by path */
export function yamlWorkflow(text: string, files: Readonly<Record<string, string>> = {}): ExecutableWorkflow {
  const project = analyse(text, {
    readFile: (path) => {
      const inner = files[path];
      return inner === undefined ? { kind: 'missing' } : { kind: 'text', text: inner };
    },
  });
  assert.deepEqual(
    project.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message }) => `${code}: ${message}`),
    [],
  );
  return project;
}
