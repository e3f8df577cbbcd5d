/**
 * The candidate that is most likely meant, or undefined when none is near: at most a third of its letters differ (one in short
 * words), and never all letters of the word.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  const wanted = word.toLowerCase();
  for (const candidate of candidates) {
    const third = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    const limit = Math.min(third, bestDistance - 1, wanted.length - 1);
    if (Math.abs(wanted.length - candidate.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), limit);
    if (distance > limit) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other; beyond the limit no more than that. */
function editDistance(one: string, other: string, limit: number): number {
  const [start, same] = commonEnds(one, other);
  const [rows, columns] = [one.length - start - same, other.length - start - same];
  if (rows === 0 || columns === 0) return Math.max(rows, columns);
  if (columns >= (scratch[0]?.length ?? 0)) scratch = rowsOf(columns + 1);
  // Three rows for all: thousands of words may be compared.
  let [beforeLast, last, row] = scratch as [Int32Array, Int32Array, Int32Array];
  for (let j = 0; j <= columns; j++) last[j] = j;
  const a = (i: number): number => one.charCodeAt(start + i - 1);
  const b = (j: number): number => other.charCodeAt(start + j - 1);
  for (let i = 1; i <= rows; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= columns; j++) {
      const cost = a(i) === b(j) ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a(i) === b(j - 1) && a(i - 1) === b(j)) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row[j] = best;
      least = Math.min(least, best);
    }
    // A swap would begin a row earlier, and costs one.
    if (least > limit + 1) return least;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return last[columns] ?? 0;
}

let scratch = rowsOf(64);

function rowsOf(length: number): readonly Int32Array[] {
  return [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
}

/** How much both begin with alike, and how much of the rest they end with alike. */
function commonEnds(a: string, b: string): readonly [number, number] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let same = 0;
  while (same < shorter - start && a.charCodeAt(a.length - 1 - same) === b.charCodeAt(b.length - 1 - same)) same++;
  return [start, same];
}
