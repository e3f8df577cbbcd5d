/** SARIF 2.1.0 (OASIS), what code scanners and CI systems read. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Range } from '../base/text.ts';
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import { besideFile } from './diagnosticsText.ts';

export interface CheckedFile {
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
}

export function sarif(files: readonly CheckedFile[], version: string): object {
  const codes = [...new Set(files.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ipa-workflow', version, rules: codes.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        artifacts: files.map(({ file }) => ({ location: { uri: uriOf(file) } })),
        results: files.flatMap(({ file, diagnostics }) => diagnostics.map((diagnostic) => resultOf(file, diagnostic))),
      },
    ],
  };
}

function resultOf(file: string, { code, severity, message, range, related }: Diagnostic): object {
  return {
    ruleId: code,
    level: levels[severity],
    message: { text: message },
    locations: [locationOf(file, range)],
    ...(related.length > 0 && {
      relatedLocations: related.map((more, id) => ({
        id,
        message: { text: more.message },
        ...locationOf(besideFile(file, more.file), more.range),
      })),
    }),
  };
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

/** Lines and columns count from 1. */
function locationOf(file: string, { start, end }: Range): object {
  const region = {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } };
}

/** Relative paths stay relative to where the command was run. */
function uriOf(file: string): string {
  if (path.isAbsolute(file)) return pathToFileURL(file).href;
  return file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}
