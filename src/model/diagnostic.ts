import type { Range } from '../base/text.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Every mistake that the editor reports. A code = its rule's file = its page in docs/rules = its fixture folder. */
export const diagnosticCodes = [
  'yaml-syntax',
  'duplicate-key',
  'multiple-documents',
  'limit-exceeded',
  'unknown-key',
  'missing-key',
  'invalid-type',
  'invalid-value',
  'duplicate-node-id',
  'duplicate-edge',
  'self-edge',
  'unknown-node',
  'missing-start',
  'multiple-starts',
  'missing-end',
  'start-with-incoming',
  'end-with-outgoing',
  'unreachable-node',
  'cannot-reach-end',
  'cycle',
  'join-never-fires',
  'unsynchronized-merge',
  'implicit-fork',
  'join-on-exclusive-branches',
  'fork-without-join',
  'join-without-fork',
  'single-branch-fork',
  'single-branch-join',
  'single-branch-gateway',
  'branch-skips-join',
  'exclusive-without-default',
  'condition-always-true',
  'unknown-agent',
  'placeholder-agent',
  'agent-without-runner',
  'unused-agent',
  'unused-input',
  'expression-syntax',
  'unknown-reference',
  'reference-not-upstream',
  'race-with-side-effects',
  'timeout-shadowed',
  'not-available',
  'internal-error',
] as const;

export type DiagnosticCode = (typeof diagnosticCodes)[number];

export interface RelatedInformation {
  readonly message: string;
  readonly range: Range;
  /** Another file than the one that the diagnostic is of: its path as seen from the root's folder (`Project.files`). */
  readonly file?: string;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** Says what is wrong and what to do, in the reader's language. */
  readonly message: string;
  readonly range: Range;
  /** Ids of the nodes that it is about, in file order (all nodes of a cycle); empty when it is about none. */
  readonly nodes: readonly string[];
  readonly related: readonly RelatedInformation[];
  /** What a quick fix would put in place of the range (the nearest name or allowed value). */
  readonly suggestion?: string;
}
