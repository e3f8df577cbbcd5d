import type { Editing } from '../edits.ts';
import type { Selection } from './selection.ts';

export interface Refactoring {
  readonly title: string;
  /** As in LSP, below `refactor`. */
  readonly kind: string;
  readonly editing: Editing;
  readonly newFiles?: ReadonlyMap<string, string>;
}

export type Refactorer = (selection: Pick<Selection, 'context' | 'nodes' | 'edges'>) => Iterable<Refactoring>;
