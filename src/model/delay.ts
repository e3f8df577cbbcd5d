/** What a delay may wait for. */

/** 100 years of 365 days: beyond any use, and many in a row are still dates. */
export const longestDelaySeconds = 100 * 365 * 86_400;

/** Year, month and day, then the time, then the zone. A month or a day that is not written is the first. */
const iso =
  /^((?:\d{4}|[+-]\d{6})(?:-\d\d(?:-(\d\d))?)?)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:[Zz]|([+-]\d\d)(?::?(\d\d))?)?)?$/;

/**
 * An ISO 8601 time in milliseconds since the epoch; undefined for another text, and for a day that the calendar does not have. Without
 * a zone it is UTC, so that a workflow means the same on every machine (E6).
 */
export function timeOf(text: string): number | undefined {
  const [, date, day = '01', time = '00:00', hours = '+00', minutes = '00'] = iso.exec(text.trim()) ?? [];
  if (date === undefined || new Date(`${date}T00:00Z`).getUTCDate() !== Number(day)) return undefined;
  const ms = Date.parse(`${date}T${time}${hours}:${minutes}`);
  return Number.isNaN(ms) ? undefined : ms;
}
