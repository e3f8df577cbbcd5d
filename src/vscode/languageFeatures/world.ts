import type * as vscode from 'vscode';
import type { MocksFile, World } from '../../language/places.ts';
import type { Project } from '../../model/project.ts';
import { textOf, type WorkflowTexts } from './workflowTexts.ts';

/** The files that may name what a document declares, as they are in the editor where they are open. */
export async function worldOf(
  document: vscode.TextDocument,
  project: Project,
  texts: WorkflowTexts,
  token: vscode.CancellationToken,
): Promise<World> {
  const workflows = await texts.besides(document, project, token);
  // Only those name nodes of other workflows.
  const around = workflows.filter(({ text }) => text.includes('subworkflow'));
  const mocks = await Promise.all([document, ...around].map(async ({ uri }) => await mocksOf(uri)));
  return {
    path: document.uri.path,
    workflows: workflows.map(({ uri, ...more }) => ({ path: uri.path, ...more })),
    mocks: mocks.flat(),
  };
}

/** The mocks of `NAME.workflow.yaml` are in `NAME.mocks.yaml` beside it. */
async function mocksOf(file: vscode.Uri): Promise<readonly MocksFile[]> {
  const name = file.path.replace(/(?:\.workflow)?\.ya?ml$/, '');
  if (name === file.path || file.scheme === 'untitled') return [];
  const paths = ['yaml', 'yml'].map((ending) => `${name}.mocks.${ending}`);
  const found = await Promise.all(
    paths.map(async (path) => ({ path, workflow: file.path, text: await textOf(file.with({ path })) })),
  );
  return found.flatMap(({ text, ...more }) => (text === undefined ? [] : { ...more, text }));
}
