/** How many there may be at one place before only a rough bound is worth its time. */
const maxCount = 64;
const maxSearched = 12;

/**
 * How much those weigh at the most of which each goes with each other. Exact where what goes together nests, and for a few;
 * elsewhere never too little. Undefined for very many.
 */
export function heaviest(
  weights: readonly number[],
  goTogether: (one: number, other: number) => boolean,
): number | undefined {
  if (weights.length > maxCount) return undefined;
  const matrix = weights.map((_, one) => weights.map((__, other) => one < other && goTogether(one, other)));
  const areTogether = (one: number, other: number): boolean =>
    matrix[Math.min(one, other)]?.[Math.max(one, other)] === true;
  return within([...weights.keys()], weights, areTogether);
}

function within(
  members: readonly number[],
  weights: readonly number[],
  areTogether: (one: number, other: number) => boolean,
): number {
  const [first] = members;
  if (first === undefined) return 0;
  if (members.length === 1) return weights[first] ?? 0;
  const apart = partsOf(members, areTogether);
  if (apart.length > 1) return Math.max(...apart.map((part) => within(part, weights, areTogether)));
  const beside = partsOf(members, (one, other) => !areTogether(one, other));
  if (beside.length > 1) return beside.reduce((sum, part) => sum + within(part, weights, areTogether), 0);
  if (members.length > maxSearched) return members.reduce((sum, member) => sum + (weights[member] ?? 0), 0);
  const others = members.slice(1);
  const withFirst = others.filter((other) => areTogether(first, other));
  return Math.max(
    within(others, weights, areTogether),
    (weights[first] ?? 0) + within(withFirst, weights, areTogether),
  );
}

/** The members in parts that nothing links. */
function partsOf(members: readonly number[], areLinked: (one: number, other: number) => boolean): number[][] {
  const left = new Set(members);
  const parts: number[][] = [];
  for (const member of members) {
    if (!left.delete(member)) continue;
    const part = [member];
    for (let at = 0; at < part.length; at++)
      for (const other of left)
        if (areLinked(part[at] ?? -1, other)) {
          left.delete(other);
          part.push(other);
        }
    parts.push(part);
  }
  return parts;
}
