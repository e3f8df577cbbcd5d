/** What an editor offers for its diagnostics. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Project } from '../../model/project.ts';
import type { CodeAction } from '../types.ts';
import { FixContext } from './fix.ts';
import { ignored } from './ignore.ts';
import { fixers } from './table.ts';

/** For each diagnostic its fixes, the one that is most likely meant first; last the comments that silence it. */
export function quickFixes(project: Project, diagnostics: readonly Diagnostic[]): readonly CodeAction[] {
  const context = new FixContext(project);
  const fixes = diagnostics.flatMap((diagnostic) => actions(diagnostic, context));
  const comments = diagnostics.flatMap((diagnostic) =>
    [...ignored(diagnostic, context)].flatMap(({ title, editing }) => {
      const { edits } = editing;
      return edits ? action(title, diagnostic, edits, false) : [];
    }),
  );
  return [...fixes, ...comments];
}

function actions(diagnostic: Diagnostic, context: FixContext): readonly CodeAction[] {
  const possible = [...(fixers[diagnostic.code]?.(diagnostic, context) ?? [])].flatMap((fix) => {
    const { edits } = fix.editing;
    return edits && edits.length > 0 ? [{ fix, edits }] : [];
  });
  const preferred =
    possible.find(({ fix }) => fix.isPreferred === true) ?? possible.find(({ fix }) => fix.isPreferred !== false);
  return possible
    .sort((a, b) => Number(b === preferred) - Number(a === preferred))
    .map((one) => action(one.fix.title, diagnostic, one.edits, one === preferred));
}

function action(title: string, diagnostic: Diagnostic, edits: CodeAction['edits'], isPreferred: boolean): CodeAction {
  return { title, kind: 'quickfix', isPreferred, diagnostics: [diagnostic], edits };
}
