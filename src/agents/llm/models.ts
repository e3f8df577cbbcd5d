/** The models that the program around us has: in VS Code the user's own, behind `vscode.lm`. */
import type { Result } from '../../base/result.ts';
import type { FailureInfo } from '../../protocol/execution.ts';

export interface LanguageModels {
  /** Asks one model once, with the user's consent; `text` hears the answer as it comes. The error is the attempt's failure. */
  ask(
    question: ModelQuestion,
    text: (part: string) => void,
    signal: AbortSignal,
  ): Promise<Result<ModelUsage, FailureInfo>>;
}

export interface ModelQuestion {
  /** An id or a family; undefined: any. */
  readonly model: string | undefined;
  readonly system: string | undefined;
  readonly prompt: string;
  readonly temperature: number | undefined;
  readonly maxTokens: number | undefined;
  /** A JSON Schema that the answer is to fit. */
  readonly schema: object | undefined;
}

/** In tokens; null where nobody counted. */
export interface ModelUsage {
  readonly model: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
}
