import { t } from '../base/l10n.ts';

/** A moment in the reader's language and time zone: the time, with the date when it was another day. */
export function formatTime(wallMs: number): string {
  const moment = new Date(wallMs);
  const isToday = moment.toDateString() === new Date().toDateString();
  return isToday ? moment.toLocaleTimeString() : moment.toLocaleString();
}

/** The day of a moment in the reader's time zone and words. */
export function dayOf(wallMs: number): { readonly key: string; readonly label: string } {
  const moment = new Date(wallMs);
  const key = moment.toDateString();
  const yesterday = new Date();
  yesterday.setDate(yesterday.getDate() - 1);
  if (key === new Date().toDateString()) return { key, label: t('Today') };
  if (key === yesterday.toDateString()) return { key, label: t('Yesterday') };
  const words = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' } as const;
  return { key, label: moment.toLocaleDateString(undefined, words) };
}
