const dayMs = 86_400_000;

/** Midnight (UTC) of today, in milliseconds since the epoch: where virtual time begins, so that a command gives the same bytes all day. */
export function today(): number {
  return Math.floor(Date.now() / dayMs) * dayMs;
}
