/** Our plain positions to VS Code's and back. */
import * as vscode from 'vscode';
import type { Position, Range } from '../../base/text.ts';

export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function fromPosition({ line, character }: vscode.Position): Position {
  return { line, character };
}

/** A file by its path as seen from another file's folder. */
export function besideFile(file: vscode.Uri, path: string): vscode.Uri {
  return vscode.Uri.joinPath(file, '..', path);
}
