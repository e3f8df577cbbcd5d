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
  const [a, b] = withoutEnds(one, other);
  if (a.length === 0 || b.length === 0) return Math.max(a.length, b.length);
  // Three rows for all: thousands of words may be compared.
  let beforeLast = new Int32Array(b.length + 1);
  let last = new Int32Array(b.length + 1);
  let row = new Int32Array(b.length + 1);
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row[j] = best;
      least = Math.min(least, best);
    }
    // A swap would begin a row earlier, and costs one.
    if (least > limit + 1) return least;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return last[b.length] ?? 0;
}

/** Both without what they begin and end with alike. */
function withoutEnds(a: string, b: string): readonly [string, string] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let same = 0;
  while (same < shorter - start && a.charCodeAt(a.length - 1 - same) === b.charCodeAt(b.length - 1 - same)) same++;
  return [a.slice(start, a.length - same), b.slice(start, b.length - same)];
}
