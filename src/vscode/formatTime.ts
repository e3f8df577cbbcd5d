import { t } from '../base/l10n.ts';

/** A moment in the reader's language and time zone: the time, with the date when it was another day. */
export function formatTime(wallMs: number): string {
  const moment = new Date(wallMs);
  const isToday = moment.toDateString() === new Date().toDateString();
  return isToday ? moment.toLocaleTimeString() : moment.toLocaleString();
}

/** The time of day in the reader's time zone, in the same form everywhere, e.g. `14:03:12`. */
export function clockTime(wallMs: number): string {
  const moment = new Date(wallMs);
  const parts = [moment.getHours(), moment.getMinutes(), moment.getSeconds()];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** What tells the day of a moment from others, in the reader's time zone. */
export function dayOf(wallMs: number): string {
  const moment = new Date(wallMs);
  return `${moment.getFullYear()}-${moment.getMonth() + 1}-${moment.getDate()}`;
}

/** The same in the reader's words. */
export function dayLabel(wallMs: number): string {
  const yesterday = new Date();
  yesterday.setDate(yesterday.getDate() - 1);
  if (dayOf(wallMs) === dayOf(Date.now())) return t('Today');
  if (dayOf(wallMs) === dayOf(yesterday.getTime())) return t('Yesterday');
  const words = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' } as const;
  return new Date(wallMs).toLocaleDateString(undefined, words);
}
