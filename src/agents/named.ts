/** Named connections of the settings, and the passwords that are kept for them (threat T8). */
import type { AgentOutcome, AgentRequest } from '../engine/ports.ts';
import { Secrets } from '../engine/secrets.ts';

export interface PasswordRequest {
  /** Of the connection in the settings. */
  readonly name: string;
  /** Where the password goes: {@link originOf}. */
  readonly origin: string;
  /** The server asked for it, so that the person may be asked; otherwise only what is kept and granted is given. */
  readonly needed: boolean;
}

/** Undefined: there is none, or it may not be used. */
export type PasswordLookup = (request: PasswordRequest, signal: AbortSignal) => Promise<string | undefined>;

/** Scheme, host and port of a connection's address; a password is only ever sent to the origin that it was kept for. */
export function originOf(address: string, defaultPort: number): string {
  const { protocol, hostname, port } = new URL(address);
  return `${protocol}//${hostname.toLowerCase()}:${port === '' ? String(defaultPort) : port}`;
}

/** An address for people. */
export function withoutPassword(address: string): string {
  return address.replace(/^([a-z]+:\/\/[^:@/]*):[^@]*@/i, '$1:***@');
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
