/** What the view *Connections* shows: one source of rows after the other. */
import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/event.ts';

/** A row as it looks now. */
export interface ConnectionRow {
  /** Stable, and unlike any other's. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** Of VS Code's icons, with the theme colour of a state. */
  readonly icon: string;
  readonly color?: string;
  /** What `when` clauses know it by: `connection.testable`, `secret`, … */
  readonly context: string;
  /** What the commands need of it: a name. */
  readonly name: string;
}

/** A kind of rows. To add one: a file like `connectionRows.ts`, and its line in `register.ts`. */
export interface RowSource extends Disposable {
  rows(): Promise<readonly ConnectionRow[]>;
  readonly onDidChange: Event<void>;
}
