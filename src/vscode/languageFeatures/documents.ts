import * as vscode from 'vscode';

const workflowLanguage = 'workflow-yaml';
const pattern = '**/*.workflow.{yaml,yml}';

/** Our language, and YAML by the file's name: people may keep their YAML language, or another extension may take the name over. */
export const selector: vscode.DocumentSelector = [{ language: workflowLanguage }, { language: 'yaml', pattern }];

/** Our language only: YAML under its own name has a formatter of the user's choice. */
export const ownSelector: vscode.DocumentSelector = { language: workflowLanguage };

/** Whether a document is for us to look at. Old versions shown in a diff and the like are not. */
export function isWorkflowDocument(document: vscode.TextDocument): boolean {
  if (!isEditable(document.uri.scheme)) return false;
  return vscode.languages.match(selector, document) > 0;
}

function isEditable(scheme: string): boolean {
  return scheme === 'file' || scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}

/** Whether the YAML extension checks and completes this document with our schema already (`yamlValidation`). */
export function hasOtherSchemaSupport(document: vscode.TextDocument): boolean {
  return document.languageId === 'yaml' && vscode.extensions.getExtension('redhat.vscode-yaml') !== undefined;
}
