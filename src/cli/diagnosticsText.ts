/** Diagnostics for people: where, what, and the line with a squiggle. */
import path from 'node:path';
import { LineIndex, type Range } from '../base/text.ts';
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import { t } from '../base/l10n.ts';
import { safeLine, safeText } from './safeText.ts';
import type { Style } from './style.ts';
import { widthOf } from './width.ts';

/** A longer one would hide the message, and its squiggle would stand under nothing. */
const longestLine = 1000;

export function diagnosticText(file: string, text: string, diagnostic: Diagnostic, style: Style): string {
  const { range, severity, code, message, related } = diagnostic;
  const lines = new LineIndex(text);
  const paint = painter(severity, style);
  return [
    `${place(file, range, style)} ${paint(severityWord(severity))} ${safeLine(message)} ${style.dim(`[${code}]`)}`,
    ...sourceLine(text, lines, range, paint, style),
    ...related.map((more) => `    ${place(besideFile(file, more.file), more.range, style)} ${safeLine(more.message)}`),
    '',
  ].join('\n');
}

/** Another file that a diagnostic leads to, as one would name it where `file` is named. */
export function besideFile(file: string, other: string | undefined): string {
  return other === undefined ? file : path.join(path.dirname(file), other);
}

function place(file: string, { start }: Range, { bold }: Style): string {
  return `${bold(safeLine(file))}:${String(start.line + 1)}:${String(start.character + 1)}`;
}

/** The line that the range begins on; of a range over several lines its first. */
function sourceLine(text: string, lines: LineIndex, { start, end }: Range, paint: Paint, { dim }: Style): string[] {
  const from = lines.offsetAt({ line: start.line, character: 0 });
  const whole = text.slice(from, lines.offsetAt({ line: start.line + 1, character: 0 }));
  const line = start.line + 1 < lines.lineCount ? whole.replace(/\r?\n$|\r$/, '') : whole;
  if (line.trim() === '' || line.length > longestLine) return [];
  const last = end.line > start.line ? line.length : end.character;
  const before = widthOf(safeText(line.slice(0, start.character)));
  const marked = Math.max(1, widthOf(safeText(line.slice(start.character, last))));
  const number = String(start.line + 1);
  const margin = ' '.repeat(number.length);
  return [
    dim(`  ${number} | `) + safeText(line),
    dim(`  ${margin} | `) + ' '.repeat(before) + paint('~'.repeat(marked)),
  ];
}

type Paint = (text: string) => string;

function painter(severity: Severity, style: Style): Paint {
  return { error: style.red, warning: style.yellow, info: style.blue, hint: style.dim }[severity];
}

function severityWord(severity: Severity): string {
  switch (severity) {
    case 'error':
      return t('error');
    case 'warning':
      return t('warning');
    case 'info':
      return t('info');
    case 'hint':
      return t('hint');
  }
}
