/** From what was found to what the reader sees, and to what keeps a workflow from being executed. */
import { comparePositions } from '../base/text.ts';
import type { Diagnostic, DiagnosticCode } from './diagnostic.ts';
import type { ProjectOptions } from './project.ts';
import type { SyntaxTree } from './syntax/syntaxTree.ts';

/** Without these being right there is no graph to execute, whatever the reader wants to see of them. */
const essential: ReadonlySet<DiagnosticCode> = new Set([
  'yaml-syntax',
  'multiple-documents',
  'limit-exceeded',
  'duplicate-node-id',
  'unknown-node',
  'missing-start',
  'multiple-starts',
  'cycle',
  'unknown-agent',
  'placeholder-agent',
  'agent-without-runner',
  'expression-syntax',
  'not-available',
  'internal-error',
]);

export interface Verdict {
  readonly diagnostics: readonly Diagnostic[];
  readonly blockers: readonly Diagnostic[];
}

/** @param vital those of `found` without whose mending nothing can be executed, besides the codes that always are so */
export function judge(
  found: readonly Diagnostic[],
  vital: ReadonlySet<Diagnostic>,
  syntax: SyntaxTree,
  options: Pick<ProjectOptions, 'severity'>,
): Verdict {
  const diagnostics = arrange(found, syntax, options);
  const isVital = (one: Diagnostic): boolean => one.severity === 'error' && (essential.has(one.code) || vital.has(one));
  const blockers = [
    ...diagnostics.filter(({ severity }) => severity === 'error'),
    ...found.filter((one) => isVital(one) && isSilenced(one, syntax, options)),
  ];
  return { diagnostics, blockers };
}

/** Severities as the user set them, ignored ones left out, in the order of the text. */
function arrange(
  found: readonly Diagnostic[],
  syntax: SyntaxTree,
  { severity = {} }: Pick<ProjectOptions, 'severity'>,
): readonly Diagnostic[] {
  return found
    .flatMap((diagnostic): Diagnostic[] => {
      const wanted = severity[diagnostic.code] ?? diagnostic.severity;
      if (wanted === 'off' || isIgnored(diagnostic, syntax)) return [];
      return [wanted === diagnostic.severity ? diagnostic : { ...diagnostic, severity: wanted }];
    })
    .sort((a, b) => comparePositions(a.range.start, b.range.start) || comparePositions(a.range.end, b.range.end));
}

/** Whether it is no error to the reader any more. */
function isSilenced(
  diagnostic: Diagnostic,
  syntax: SyntaxTree,
  { severity = {} }: Pick<ProjectOptions, 'severity'>,
): boolean {
  return (severity[diagnostic.code] ?? 'error') !== 'error' || isIgnored(diagnostic, syntax);
}

/** `# workflow-ignore: CODE` on the line or the line above. */
function isIgnored({ code, range }: Diagnostic, { ignores }: SyntaxTree): boolean {
  return [range.start.line, range.start.line - 1].some((line) => ignores.get(line)?.includes(code));
}
