/** Sees by the beats of its heart whether the process that owns an execution still does anything (threat T18). */
import type { Owner } from '../engine/journal/otherProcesses.ts';

/** An owner that lives beats every two seconds. */
export const silentMs = 5_000;

export class OwnerWatch {
  #beatMs: number | undefined;
  #sinceMs = 0;

  /**
   * @param owner what is seen of it now; undefined where nobody owns the execution
   * @param nowMs by a clock that never goes back: the beats may be by that of another machine
   * @returns whether it has been watched for {@link silentMs} without a beat
   */
  isSilent(owner: Owner | undefined, nowMs: number): boolean {
    if (owner?.beatMs !== this.#beatMs) {
      this.#beatMs = owner?.beatMs;
      this.#sinceMs = nowMs;
    }
    return owner !== undefined && nowMs - this.#sinceMs >= silentMs;
  }
}
