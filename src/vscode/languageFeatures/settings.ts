import * as vscode from 'vscode';
import { type DiagnosticCode, diagnosticCodes, type Severity } from '../../model/diagnostic.ts';
import type { ProjectOptions } from '../../model/project.ts';
import { projectLimits } from '../settings.ts';

const severities: ReadonlySet<unknown> = new Set(['error', 'warning', 'info', 'hint', 'off']);
const codes: ReadonlySet<string> = new Set(diagnosticCodes);

/** The settings `ipaWorkflow.validation.*` for a document. */
export function projectOptions(document: vscode.TextDocument, hasOtherSchemaSupport: boolean): ProjectOptions {
  const settings = vscode.workspace.getConfiguration('ipaWorkflow.validation', document);
  const schema = settings.get<string>('schema', 'auto');
  return {
    schema: schema === 'on' || (schema !== 'off' && !hasOtherSchemaSupport),
    limits: projectLimits(),
    severity: readSeverities(settings.get<unknown>('severity')),
  };
}

/** What a user wrote may be anything; only known codes with known severities count. */
function readSeverities(value: unknown): Partial<Record<DiagnosticCode, Severity | 'off'>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(([code, severity]) => codes.has(code) && severities.has(severity)),
  );
}

export function codeLensEnabled(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('ipaWorkflow.codeLens', document).get<boolean>('enabled', true);
}
