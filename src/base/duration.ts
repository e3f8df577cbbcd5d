import { t } from './l10n.ts';

/** A duration for people: `850 ms`, `1.2 s`, `3 m 05 s`, `2 h 10 m`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return t('{0} ms', Math.max(0, Math.round(ms)));
  if (ms < 59_950) return t('{0} s', (ms / 1000).toFixed(1));
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return t('{0} m {1} s', Math.floor(seconds / 60), String(seconds % 60).padStart(2, '0'));
  const minutes = Math.floor(seconds / 60);
  return t('{0} h {1} m', Math.floor(minutes / 60), String(minutes % 60).padStart(2, '0'));
}
