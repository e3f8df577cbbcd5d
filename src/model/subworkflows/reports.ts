import { t } from '../../base/l10n.ts';
import type { Range } from '../../base/text.ts';
import type { Diagnostic, DiagnosticCode, RelatedInformation } from '../diagnostic.ts';
import type { NamingPlace } from './visit.ts';

/** Files that contain each other: each, the one that it names, and where it does so. */
export type Circle = readonly { readonly file: string; readonly next: string; readonly range: Range | undefined }[];

/** What one file says about the files that it names. */
export class SubworkflowReports {
  readonly found: Diagnostic[] = [];
  /** Those of `found` that keep the workflow from being executed, silenced or not. */
  readonly vital = new Set<Diagnostic>();
  /** Shown only to who wants to execute it. */
  readonly unknowns: Diagnostic[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  unknown({ node, range }: NamingPlace): void {
    const message = t('The subworkflow "{0}" cannot be read here, so the workflow cannot be executed.', node.path);
    this.unknowns.push(make('not-available', message, range, node.id));
  }

  invalid(at: NamingPlace, message: string, related: readonly RelatedInformation[] = []): void {
    this.#report('invalid-value', at, message, related);
  }

  missing(at: NamingPlace): void {
    this.invalid(at, t('There is no file "{0}". The path counts from the folder of this file.', at.node.path));
  }

  /** @param errors of the file at `path`; none: it is empty */
  mistaken(at: NamingPlace, path: string, errors: readonly Diagnostic[]): void {
    const [first] = errors;
    const name = at.node.path;
    if (!first) this.invalid(at, t('"{0}" is empty.', name));
    else
      this.invalid(
        at,
        errors.length === 1
          ? t('There is 1 mistake in "{0}". Mend it first.', name)
          : t('There are {0} mistakes in "{1}". Mend them first.', errors.length, name),
        [{ message: first.message, range: first.range, file: path }],
      );
  }

  circle(at: NamingPlace, circle: Circle): void {
    const files = circle.map(({ file }) => file);
    const message =
      files.length === 1
        ? t('"{0}" contains itself, so it would never end. Name another file.', files[0] ?? '')
        : t('These workflows contain each other, so they would never end: {0}. Name another file.', files.join(', '));
    const related = circle.flatMap(({ file, next, range }) =>
      range ? [{ message: t('"{0}" is named here.', next), range, ...this.#elsewhere(file) }] : [],
    );
    this.#report('cycle', at, message, related);
  }

  tooDeep(at: NamingPlace, most: number): void {
    this.#report('limit-exceeded', at, t('Subworkflows are nested more than {0} deep here. Flatten them.', most));
  }

  #elsewhere(file: string): Pick<RelatedInformation, 'file'> {
    return file === this.#file ? {} : { file };
  }

  #report(
    code: DiagnosticCode,
    { node, range }: NamingPlace,
    message: string,
    related: readonly RelatedInformation[] = [],
  ): void {
    const diagnostic = { ...make(code, message, range, node.id), related };
    this.found.push(diagnostic);
    this.vital.add(diagnostic);
  }
}

function make(code: DiagnosticCode, message: string, range: Range, node: string): Diagnostic {
  return { code, severity: 'error', message, range, nodes: [node], related: [] };
}
