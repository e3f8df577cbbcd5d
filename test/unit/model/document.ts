import assert from 'node:assert/strict';
import type { Range } from '../../../src/base/text.ts';
import type { Diagnostic, DiagnosticCode, Severity } from '../../../src/model/diagnostic.ts';
import { compile } from '../../../src/model/compile/compile.ts';
import { buildGraph } from '../../../src/model/graph/graph.ts';
import { analyse, type Project, type ProjectOptions } from '../../../src/model/project.ts';
import type { RuleContext } from '../../../src/model/rules/rule.ts';
import { parse } from '../../../src/model/syntax/parse.ts';

/** What a diagnostic says; its ranges are marks in the document. */
export interface Said {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Default `error`. */
  readonly severity?: Severity;
  readonly nodes?: readonly string[];
  /** The messages of the related places. */
  readonly related?: readonly string[];
  readonly suggestion?: string;
}

/**
 * Analyses a document whose marks are the places that are told of: `«…»` around the range of a diagnostic, `‹…›` around a
 * related place. It must give these diagnostics and no other.
 */
export function expectDiagnostics(marked: string, expected: readonly Said[], options: ProjectOptions = {}): Project {
  const project = analyse(unmarked(marked), options);
  const { diagnostics } = project;
  assert.deepEqual(
    diagnostics.map(said),
    expected.map((one) => ({ severity: 'error', nodes: [], related: [], ...one })),
  );
  assert.equal(mark(project, diagnostics), marked);
  return project;
}

/** What a rule looks at, of a text that is checked by no other. */
export function contextOf(text: string): RuleContext {
  const tree = parse(text);
  const compiled = compile(tree);
  return { tree, graph: buildGraph(compiled.definition), ...compiled };
}

export function unmarked(marked: string): string {
  return marked.replace(/[«»‹›]/g, '');
}

function said({ code, message, severity, nodes, related, suggestion }: Diagnostic): Required<Omit<Said, 'suggestion'>> {
  const places = related.map((place) => place.message);
  return { code, message, severity, nodes, related: places, ...(suggestion !== undefined && { suggestion }) };
}

/** The text with the marks of what was found: outer ones outside, a related place inside a diagnostic. */
function mark({ text, syntax: { lines } }: Project, diagnostics: readonly Diagnostic[]): string {
  const marks = new Map<number, { closing: string; opening: string }>();
  const at = (offset: number): { closing: string; opening: string } => {
    const there = marks.get(offset) ?? { closing: '', opening: '' };
    marks.set(offset, there);
    return there;
  };
  const add = ({ start, end }: Range, open: string, close: string): void => {
    at(lines.offsetAt(start)).opening += open;
    const ends = at(lines.offsetAt(end));
    ends.closing = close + ends.closing;
  };
  for (const { range } of diagnostics) add(range, '«', '»');
  for (const { related } of diagnostics) for (const { range } of related) add(range, '‹', '›');
  let shown = '';
  for (let offset = 0; offset <= text.length; offset++) {
    const { closing = '', opening = '' } = marks.get(offset) ?? {};
    shown += closing + opening + text.charAt(offset);
  }
  return shown;
}
