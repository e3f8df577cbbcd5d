import type { Range } from '../base/text.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ExecutionSnapshot } from '../protocol/execution.ts';

/** Plain data in the shape of LSP: what an editor asks for, before any editor's own types. Texts are Markdown where said so. */
export type CompletionKind =
  'key' | 'value' | 'node' | 'agent' | 'input' | 'context' | 'property' | 'function' | 'file' | 'snippet';

export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** One line beside the label. */
  readonly detail?: string;
  /** Markdown, made when somebody looks at the item; empty where there is nothing to say. */
  readonly documentation?: () => string;
  /**
   * What replaces `range`. In a snippet `$1`, `${1:name}` and `$0` are tab stops; its further lines are written as if the
   * first one began at the indentation of the cursor's line, as VS Code expects.
   */
  readonly insertText: string;
  readonly snippet: boolean;
  /** On one line; holds the cursor. */
  readonly range: Range;
  readonly sortText: string;
  /** Ask for completion again: the inserted text ends where a value with known choices begins. */
  readonly retrigger?: boolean;
}

export interface Hover {
  /** Markdown. */
  readonly contents: string;
  readonly range: Range;
}

export type OutlineKind =
  | 'section'
  | 'input'
  | 'agent'
  | 'start'
  | 'end'
  | 'agent_task'
  | 'fork'
  | 'join'
  | 'exclusive_gateway'
  | 'approval'
  | 'delay'
  | 'for_each'
  | 'subworkflow'
  | 'node'
  | 'edge';

export interface OutlineSymbol {
  /** Never empty. */
  readonly name: string;
  readonly detail: string;
  readonly kind: OutlineKind;
  readonly range: Range;
  /** Within `range`. */
  readonly selectionRange: Range;
  readonly children: readonly OutlineSymbol[];
}

/** How a file's last execution ended, or that it runs; supplied by whoever knows the executions. */
export interface LastResult {
  readonly executionId: string;
  /** `waiting`: for a person alone. */
  readonly status:
    'running' | 'waiting' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'timed_out' | 'interrupted';
  /** Absent while it runs. */
  readonly durationMs?: number;
}

export interface CodeLens {
  readonly range: Range;
  /** May begin with a codicon, `$(play)`. */
  readonly title: string;
  readonly tooltip: string;
  readonly action:
    { readonly kind: 'run' | 'openGraph' } | { readonly kind: 'showResult' | 'showLog'; readonly executionId: string };
}

/** Another text for a range of the text that was asked about. */
export interface TextChange {
  readonly range: Range;
  readonly newText: string;
}

/** A quick fix or a refactoring, ready to be applied to the text that it was asked for. */
export interface CodeAction {
  readonly title: string;
  /** As in LSP: `quickfix`, `refactor.extract`, … */
  readonly kind: string;
  readonly isPreferred: boolean;
  /** What it mends; none for a refactoring. */
  readonly diagnostics: readonly Diagnostic[];
  /** They do not overlap. It may be a getter: ask for it once, when the action is wanted. */
  readonly edits: readonly TextChange[];
  /** Files that it creates, by path as seen from the document's folder. */
  readonly newFiles?: ReadonlyMap<string, string>;
}

/** The same of one of several files. */
export interface FileChange extends TextChange {
  readonly path: string;
}

/** All edits of a rename, or a sentence that says why there are none. */
export type Renaming = { readonly edits: readonly FileChange[] } | { readonly problem: string };

/** What is known of a file's last execution; supplied by whoever knows the executions. */
export type LastExecution = Pick<ExecutionSnapshot, 'status' | 'nodes' | 'inputs'>;
