/**
 * Consent (threat T5): the runners that start what a workflow names (`command`, `script`, `mcp`) ask first, here.
 *
 * 1. What is asked about is what the file says, its expressions as they are written; never what inputs made of them.
 * 2. What is consented to is exactly what is shown: one more or another line is another question ({@link digestOf}).
 * 3. Without an answer nothing starts; the default of every composition is {@link refuseAll}.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { t } from '../base/l10n.ts';
import { err, type Result } from '../base/result.ts';
import type { AgentOutcome, AgentRequest } from '../engine/ports.ts';
import { aborted, failed } from './failures.ts';
import { realPath } from './realPath.ts';

export type ConsentKind = 'command' | 'shell' | 'script' | 'mcp';

export interface ConsentRequest {
  readonly kind: ConsentKind;
  /**
   * What would start, for people: the program with its arguments first, then a line for each thing that belongs to it
   * (`Folder: …`). May hold any character: who shows them makes them safe (threat T15).
   */
  readonly lines: readonly string[];
  /** Absolute: the workspace folder that holds the workflow, else the workflow's own folder. */
  readonly workspace: string;
  /** Who asks again for the same execution has its answer already. */
  readonly executionId: string;
  /** The first that asks; others that start the same wait for its answer. Counts for nothing in the answer. */
  readonly nodeId: string;
}

export interface Consent {
  /**
   * May it start? Takes as long as a person does. The error is a sentence: why not, and what helps. When the signal is aborted
   * the answer counts for nothing and may come early.
   */
  ask(request: ConsentRequest, signal: AbortSignal): Promise<Result<undefined, string>>;
}

/** Of all that one consented to: another digest asks again. */
export function digestOf({ kind, lines, workspace }: ConsentRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, workspace, lines]))
    .digest('hex');
}

/** Where nobody can be asked. @param why a sentence for people, with what helps */
export function refuseAll(why: () => string): Consent {
  return { ask: () => Promise.resolve(err(why())) };
}

export const nobodyToAsk: Consent = refuseAll(() => t('Nobody can be asked here whether it may start.'));

/** For runners. @returns why it must not start; undefined: it may */
export async function consentTo(
  consent: Consent,
  { executionId, nodeId, baseDirectory, signal }: AgentRequest,
  asked: Pick<ConsentRequest, 'kind' | 'lines'> & { readonly workspaceFolders: readonly string[] },
): Promise<AgentOutcome | undefined> {
  const { kind, lines, workspaceFolders } = asked;
  const workspace = workspaceOf(baseDirectory, workspaceFolders);
  const answer = await consent.ask({ kind, lines, workspace, executionId, nodeId }, signal);
  if (signal.aborted) return aborted();
  return answer.ok ? undefined : failed('consent', answer.error, false);
}

/** The innermost workspace folder that holds the workflow, else the workflow's own. */
export function workspaceOf(baseDirectory: string | undefined, workspaceFolders: readonly string[]): string {
  const roots = workspaceFolders.map(realPath);
  if (baseDirectory === undefined) return roots[0] ?? realPath('.');
  const folder = realPath(baseDirectory);
  const holding = roots.filter((root) => isInside(root, folder));
  return holding.reduce((inner, root) => (root.length > inner.length ? root : inner), holding[0] ?? folder);
}

/** Both real paths. The folder itself counts. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** An argument list as one reads it; what is not plain is a JSON text, so that two lists never look the same. */
export function argvLine(argv: readonly unknown[]): string {
  return argv.map((item) => (typeof item === 'string' && plain.test(item) ? item : JSON.stringify(item))).join(' ');
}

const plain = /^[\w@%+=:,./-]+$/;
