/** A moment in the reader's language and time zone: the time, with the date when it was another day. */
export function formatTime(wallMs: number): string {
  const moment = new Date(wallMs);
  const isToday = moment.toDateString() === new Date().toDateString();
  return isToday ? moment.toLocaleTimeString() : moment.toLocaleString();
}
