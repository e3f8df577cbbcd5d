/** What a command has of the world around it. Tests hand in their own. */
import type { Disposable } from '../base/disposable.ts';

export interface Output {
  write(text: string): void;
  /** Whether people look at it in a terminal. */
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
}

export interface Cli {
  /** Carries the result. */
  readonly out: Output;
  /** Carries people's text. */
  readonly err: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  /** Folder of this package: its examples and translations. */
  readonly packageFolder: string;
  /** All of standard input. */
  readInput(): Promise<string>;
  /**
   * Asks whoever sits at the terminal; absent where nobody does. Undefined: they turned away, or the signal was aborted.
   */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Ctrl+C, until disposed. */
  onInterrupt(listener: () => void): Disposable;
}

/** `spec/cli.md`. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
