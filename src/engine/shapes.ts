/**
 * Objects like those of which there are several for each attempt. V8 boxes a number in a field that has held nothing but numbers, for
 * each object anew; in a field that has also held something else it is shared, or needs no box. So here the times are null, and these
 * objects live as long as any that are made like them.
 */
export const shapes: readonly object[] = [
  { type: '', seq: 0, time_ms: null, node_id: '' },
  { type: '', seq: 0, time_ms: null, node_id: '', attempt: 0 },
  { type: '', seq: 0, time_ms: null, node_id: '', attempt: 0, output: null },
  { startedMs: null, endedMs: null, error: null, item: undefined, previous: undefined },
];
