import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Diagnostic, DiagnosticCode, Severity } from '../../model/diagnostic.ts';
import { besideFile, toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';

/** Squiggles and the *Problems* view. They never outlive what they are about: a closed, renamed or foreign file has none. */
export function publishDiagnostics(projects: ProjectStore, extensionUri: vscode.Uri): Disposable {
  const disposables = new DisposableStore();
  const collection = disposables.add(vscode.languages.createDiagnosticCollection('ipaWorkflow'));
  disposables.add(
    projects.onDidChange((document) => {
      const project = projects.getOurs(document);
      if (!project) collection.delete(document.uri);
      else
        collection.set(
          document.uri,
          project.diagnostics.map((diagnostic) => toDiagnostic(diagnostic, document.uri, extensionUri)),
        );
    }),
  );
  disposables.add(
    projects.onDidClose(({ uri }) => {
      collection.delete(uri);
    }),
  );
  return disposables;
}

function toDiagnostic(found: Diagnostic, file: vscode.Uri, extensionUri: vscode.Uri): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toRange(found.range), found.message, severityOf(found.severity));
  diagnostic.source = 'IPA Workflow';
  diagnostic.code = { value: found.code, target: rulePage(extensionUri, found.code) };
  diagnostic.relatedInformation = found.related.map(
    ({ message, range, file: other }) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(other === undefined ? file : besideFile(file, other), toRange(range)),
        message,
      ),
  );
  if (found.code.startsWith('unused-')) diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}

/** The rule's page ships with the extension, so that it opens without a network. */
function rulePage(extensionUri: vscode.Uri, code: DiagnosticCode): vscode.Uri {
  const page = pages.get(code) ?? vscode.Uri.joinPath(extensionUri, 'docs', 'rules', `${code}.md`);
  pages.set(code, page);
  return page;
}

const pages = new Map<DiagnosticCode, vscode.Uri>();

function severityOf(severity: Severity): vscode.DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return vscode.DiagnosticSeverity.Error;
    case 'warning':
      return vscode.DiagnosticSeverity.Warning;
    case 'info':
      return vscode.DiagnosticSeverity.Information;
    case 'hint':
      return vscode.DiagnosticSeverity.Hint;
  }
}
