/** What an HTTP status says about trying again (F1, F2). */

/** Statuses after which trying again can help. */
export const isRetryableStatus = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

/** Milliseconds. Seconds, or a date that is compared with the server's own clock; at most 5 minutes (threat T22). */
export function retryAfterMs(
  value: string | null | undefined,
  serverDate: string | null | undefined,
): number | undefined {
  if (value === null || value === undefined) return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.parse(serverDate ?? '');
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), 300_000) : undefined;
}
