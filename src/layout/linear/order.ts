/** The order of the points in each row: as a walk along the edges in the file's order meets them, or with fewer crossings where that keeps branches in it. */
import type { Rows } from './rows.ts';

/** Passes down and up; each is worth less than the one before. */
const passes = 4;

/** Above this many points the walk's order stays: it is good where it matters, and the passes cost more than a picture may. */
const mostPoints = 30_000;

/** Orders the rows in place. */
export function orderRows(rows: Rows): void {
  const rank = walk(rows);
  for (const row of rows.rows) row.sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0));
  if (rank.length > mostPoints) return;
  const place = new Int32Array(rank.length);
  keepPlaces(rows.rows, place);
  let fewest = crossings(rows, place);
  let best = rows.rows.map((row) => [...row]);
  for (let pass = 0; pass < passes && fewest > 0; pass++) {
    sweep(rows, place, pass % 2 === 0);
    const found = crossings(rows, place);
    if (found >= fewest || !keepsBranches(rows, rank, place)) continue;
    fewest = found;
    best = rows.rows.map((row) => [...row]);
  }
  best.forEach((row, index) => (rows.rows[index] = row));
}

/** Preorder of a depth-first walk: branches stay in the file's order, a branch stays together. */
function walk({ rows, above, below }: Rows): Int32Array {
  const rank = new Int32Array(above.length).fill(-1);
  let next = 0;
  for (const row of rows)
    for (const root of row) {
      if (rank[root] !== -1 || (above[root]?.length ?? 0) > 0) continue;
      const stack = [root];
      for (let point = stack.pop(); point !== undefined; point = stack.pop()) {
        if (rank[point] !== -1) continue;
        rank[point] = next++;
        const targets = below[point] ?? [];
        for (let i = targets.length - 1; i >= 0; i--) {
          const target = targets[i] ?? 0;
          if (rank[target] === -1) stack.push(target);
        }
      }
    }
  return rank;
}

function keepPlaces(rows: readonly (readonly number[])[], place: Int32Array): void {
  for (const row of rows) row.forEach((point, index) => (place[point] = index));
}

/** Whether what only one point leads to is in the order of that point's edges. */
function keepsBranches({ above, below }: Rows, rank: Int32Array, place: Int32Array): boolean {
  return below.every((targets) => {
    const own = targets.filter((target) => above[target]?.length === 1).sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0));
    return own.every((target, index) => index === 0 || (place[own[index - 1] ?? 0] ?? 0) < (place[target] ?? 0));
  });
}

/** Each row by the middle of its points' neighbours in the row before; ties keep their order. */
function sweep({ rows, above, below }: Rows, place: Int32Array, down: boolean): void {
  const neighbours = down ? above : below;
  const middle = new Float64Array(place.length);
  for (let step = 0; step < rows.length; step++) {
    const row = rows[down ? step : rows.length - 1 - step] ?? [];
    for (const point of row) {
      const near = neighbours[point] ?? [];
      let sum = 0;
      for (const other of near) sum += place[other] ?? 0;
      middle[point] = near.length === 0 ? (place[point] ?? 0) : sum / near.length;
    }
    row.sort((a, b) => (middle[a] ?? 0) - (middle[b] ?? 0) || (place[a] ?? 0) - (place[b] ?? 0));
    row.forEach((point, index) => (place[point] = index));
  }
}

/** How often links cross, counted with a tree of sums: links × log of a row's length. */
function crossings({ rows, below }: Rows, place: Int32Array): number {
  let total = 0;
  rows.forEach((row, index) => {
    const width = rows[index + 1]?.length ?? 0;
    const sums = new Int32Array(width + 1);
    let seen = 0;
    for (const point of row) {
      const targets = (below[point] ?? []).map((target) => place[target] ?? 0);
      for (const target of targets) total += seen - sumUpTo(sums, target);
      for (const target of targets) add(sums, target);
      seen += targets.length;
    }
  });
  return total;
}

function sumUpTo(sums: Int32Array, index: number): number {
  let sum = 0;
  for (let i = index + 1; i > 0; i -= i & -i) sum += sums[i] ?? 0;
  return sum;
}

function add(sums: Int32Array, index: number): void {
  for (let i = index + 1; i < sums.length; i += i & -i) sums[i] = (sums[i] ?? 0) + 1;
}
