/** Named connections of the settings, and the passwords that are kept for them (threat T8). */
import { t } from '../base/l10n.ts';
import type { AgentOutcome, AgentRequest } from '../engine/ports.ts';
import { Secrets } from '../engine/secrets.ts';
import { aborted, failed } from './failures.ts';

export interface PasswordRequest {
  /** Of the connection in the settings. */
  readonly name: string;
  /** Where the password goes: `originOf`. */
  readonly origin: string;
  /** The server asked for it, so that the person may be asked; otherwise only what is kept and granted is given. */
  readonly needed: boolean;
}

/** Undefined: there is none, or it may not be used. */
export type PasswordLookup = (request: PasswordRequest, signal: AbortSignal) => Promise<string | undefined>;

/** The server asks for a password, and there is none. */
export class PasswordNeeded extends Error {}

/** A connection that is about to be opened. */
export interface Opening {
  /** In the settings, if it is there. */
  readonly name: string | undefined;
  readonly origin: string;
  /** `host:port`, for people. */
  readonly place: string;
  /** In its address. */
  readonly password: string | undefined;
  /** Of the failure that there is none. */
  readonly failureKind: string;
}

/** Tries with the password that is kept; where the server asks for one and there is none, the person is asked, and it tries again. */
export async function withPassword(
  { name, origin, place, password: written, failureKind }: Opening,
  lookup: PasswordLookup | undefined,
  signal: AbortSignal,
  attempt: (password: string | undefined) => Promise<AgentOutcome | PasswordNeeded>,
): Promise<AgentOutcome> {
  const ask = async (needed: boolean): Promise<string | undefined> =>
    name === undefined || written !== undefined ? written : await lookup?.({ name, origin, needed }, signal);
  const first = await attempt(await ask(false));
  if (!(first instanceof PasswordNeeded)) return first;
  const given = written === undefined ? await ask(true) : undefined;
  if (signal.aborted) return aborted();
  const second = given === undefined ? first : await attempt(given);
  if (!(second instanceof PasswordNeeded)) return second;
  const message = t('{0} asks for a password. Set it for the connection, or give it when asked.', place);
  return failed(failureKind, message, false);
}

/** A request of which nothing that is said may hold the password, and its outcome without it (threat T15). */
export function hiding(
  password: string | undefined,
  request: AgentRequest,
): Pick<AgentRequest, 'log'> & {
  outcome(outcome: AgentOutcome): AgentOutcome;
} {
  if (password === undefined || password === '')
    return {
      log: (level, message) => {
        request.log(level, message);
      },
      outcome: (outcome) => outcome,
    };
  const secrets = new Secrets([], { inputs: {}, secrets: { password } });
  return {
    log: (level, message) => {
      request.log(level, secrets.hideText(message));
    },
    outcome: (outcome) =>
      outcome.kind === 'succeeded'
        ? { kind: 'succeeded', output: secrets.hide(outcome.output) }
        : { kind: 'failed', error: secrets.hideIn(outcome.error) },
  };
}
