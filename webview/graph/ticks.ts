/** Which times stand above the timeline. Pure. */

const hour = 3_600_000;
/** Between two of them, in milliseconds, as they read well. */
const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800].map((seconds) => seconds * 1_000),
  ...[1, 2, 5, 10, 24].map((hours) => hours * hour),
] as const;
const widestText = 64;

/** Those that have room in a track of so many pixels, from its start on. */
export function ticksOf(lengthMs: number, width: number): readonly number[] {
  if (lengthMs <= 0 || width < widestText) return [];
  const least = (lengthMs * widestText) / width;
  const step = steps.find((one) => one >= least) ?? Math.ceil(least / (24 * hour)) * 24 * hour;
  // The last is written to its right, and must not run out of the track.
  const last = lengthMs - least;
  return Array.from({ length: Math.floor(Math.max(0, last) / step) + 1 }, (_, index) => index * step);
}
