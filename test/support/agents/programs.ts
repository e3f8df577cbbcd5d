/** Real programs for the runners that start some, and what is left of them. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Consent, ConsentRequest } from '../../../src/agents/consent.ts';
import { err, ok, type Result } from '../../../src/base/result.ts';

/** Says yes to everything, or what it is told to say, and keeps what it was asked. */
export class Asked implements Consent {
  readonly requests: ConsentRequest[] = [];
  answer: Result<undefined, string> = ok(undefined);

  ask(request: ConsentRequest): Promise<Result<undefined, string>> {
    this.requests.push(request);
    return Promise.resolve(this.answer);
  }

  refuse(why: string): void {
    this.answer = err(why);
  }
}

/** A word by which the processes of one test are found. */
export function token(): string {
  return `ipa-test-${randomUUID()}`;
}

/** Command lines of living processes that hold the token. */
export function living(word: string): readonly string[] {
  const processes = execFileSync('ps', ['-A', '-ww', '-o', 'stat=,args='], { encoding: 'utf8' }).split('\n');
  return processes.filter((line) => line.includes(word) && !/^Z/.test(line));
}

/** Resolves when there are so many; the test's own time limit ends the waiting. */
export async function livingAre(count: number, word: string): Promise<void> {
  while (living(word).length !== count) await setTimeout(20);
}

/**
 * `sh -c treeScript NAME DEPTH TOKEN [stubborn]`: so many processes below each other, which say `ready` on standard error; with
 * `stubborn` they ignore SIGTERM.
 */
export const treeScript = `
if [ "$3" = stubborn ]; then trap '' TERM; fi
if [ "$1" -gt 1 ]; then sh -c "$0" "$0" $(($1 - 1)) "$2" "$3" & wait; wait
else echo ready >&2; while :; do sleep 0.1; done; fi
`;

/** The argument list for it. */
export function tree(depth: number, word: string, manner: 'stubborn' | 'polite'): string[] {
  return ['sh', '-c', treeScript, treeScript, String(depth), word, manner];
}
