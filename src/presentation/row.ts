import type { AnyStatus, StatusIcon } from './status.ts';

/** One line of a tree, whatever shows it. */
export interface Row {
  readonly kind: 'group' | 'more' | 'execution' | 'branch' | 'page' | 'node' | 'attempt';
  /** Unique in the whole tree, and the same as long as the thing is the same. */
  readonly id: string;
  /** Absent for what stands above executions: `group` and `more`. */
  readonly executionId?: string;
  /** Of a node or its attempt; of a branch its first node. */
  readonly nodeId?: string;
  /** Of a branch. */
  readonly forkId?: string;
  readonly label: string;
  /** Beside the label, in grey. */
  readonly description: string;
  /** Absent for what has none: `group` and `more`. */
  readonly status?: AnyStatus;
  readonly icon: StatusIcon;
  /** What menus ask for: kind and state, e.g. `execution.running`. */
  readonly context: string;
  readonly hasChildren: boolean;
  /** Whether it is open when it first appears. */
  readonly expanded: boolean;
  /** For those who hear it: all of the line in words. */
  readonly spoken: string;
  /** Built when asked for. */
  children(): readonly Row[];
  /** Lines, built when asked for. */
  tooltip(): readonly string[];
}

/** What of a row is seen at once: rows that agree in it need not be shown again. Tooltip and children are asked for later. */
export function faceOf({ label, description, icon, context, hasChildren, spoken }: Row): string {
  return [label, description, icon.name, icon.color ?? '', context, hasChildren, spoken].join('\n');
}

/** Rows as indented text, `[icon] label  description`: what tests and terminals read. */
export function renderRows(rows: readonly Row[], indent = ''): string {
  return rows
    .map((row) => {
      const line = `${indent}[${row.icon.name}] ${row.label}${row.description === '' ? '' : `  ${row.description}`}\n`;
      return line + renderRows(row.children(), `${indent}  `);
    })
    .join('');
}
