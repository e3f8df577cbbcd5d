/** The handlers' picture beside the main one, and the ways between them at right angles around everything else. */
import type { Steps } from '../../base/steps.ts';
import { addTo } from '../elk/groups.ts';
import { measuresOf, pointOf, sizeOf, type Spot, spotOf } from '../elk/question.ts';
import { edgeLabelSize, spacing } from '../shapes.ts';
import type { LayoutEdge, LayoutNode, LayoutStructure, PlacedEdge, Placement } from '../structure.ts';
import { type Area, type Course, Grid } from './grid.ts';
import type { Parts, Piece } from './parts.ts';

/** Beside a node, before it, and behind it: where ways run. */
const off = { beside: spacing.neighbours / 2, before: spacing.layers / 2, behind: 14 } as const;

/** Points of all grids that are searched: more would take seconds. */
const mostPoints = 2_000_000;

/** Undefined where a way is not found, or would take too long to find. */
export function* putBeside(
  structure: LayoutStructure,
  parts: Parts,
  main: Placement,
  handlers: Placement,
): Steps<Placement | undefined> {
  const { direction } = structure;
  const mainSize = measuresOf(main, direction);
  const shift: Spot = { across: mainSize.across, along: depthOf(structure, parts, main) };
  const placed = merged(structure, parts, main, movedBy(handlers, pointOf(shift, direction)));
  yield;
  const ways = yield* route(structure, parts.ways, placed, mainSize.across - spacing.neighbours);
  if (!ways) return undefined;
  for (const [edge, way] of ways) placed.edges[edge] = way;
  const size = measuresOf(handlers, direction);
  const isAlone = parts.handlers.nodes.length === 0;
  const whole: Spot = isAlone
    ? mainSize
    : {
        across: mainSize.across + size.across,
        along: Math.max(mainSize.along, shift.along + size.along),
      };
  return { ...sizeOf(whole, direction), ...placed };
}

/** Handlers begin behind all that may fail, so that the way from the last of those is straight. */
function depthOf({ direction, edges }: LayoutStructure, { main, ways }: Parts, placement: Placement): number {
  const isSource = new Set(ways.map((way) => edges[way]?.source));
  const ends = main.nodes.flatMap((node, index) => {
    const [corner, shape] = [placement.nodes[index], main.structure.nodes[index]];
    if (!corner || !shape || !isSource.has(node)) return [];
    return [
      spotOf(corner, direction).along +
        (measuresOf(shape, direction).along + measuresOf(shape.room, direction).along) / 2,
    ];
  });
  const end = ends.reduce((most, one) => Math.max(most, one), 0);
  return Math.max(0, end + off.behind + off.before - spacing.margin);
}

function movedBy({ nodes, edges, ...size }: Placement, by: { readonly x: number; readonly y: number }): Placement {
  const moved = ({ x, y }: { readonly x: number; readonly y: number }): { x: number; y: number } => ({
    x: x + by.x,
    y: y + by.y,
  });
  return {
    ...size,
    nodes: nodes.map(moved),
    edges: edges.map(({ points, labelAt }) => ({
      points: points.map(moved),
      ...(labelAt && { labelAt: moved(labelAt) }),
    })),
  };
}

type Places = { -readonly [K in 'nodes' | 'edges']: Placement[K][number][] };

function merged(structure: LayoutStructure, parts: Parts, main: Placement, handlers: Placement): Places {
  const nodes = structure.nodes.map(() => ({ x: 0, y: 0 }));
  const edges = structure.edges.map((): PlacedEdge => ({ points: [] }));
  const fill = (piece: Piece, placement: Placement): void => {
    piece.nodes.forEach((node, index) => (nodes[node] = placement.nodes[index] ?? { x: 0, y: 0 }));
    piece.edges.forEach((edge, index) => (edges[edge] = placement.edges[index] ?? { points: [] }));
  };
  fill(parts.main, main);
  fill(parts.handlers, handlers);
  return { nodes, edges };
}

/** A node's shape and room. */
interface Standing {
  readonly shape: Area;
  readonly room: Area;
  readonly isBox: boolean;
}

type Route = readonly [edge: number, way: PlacedEdge];

function* route(
  structure: LayoutStructure,
  ways: readonly number[],
  { nodes, edges }: Places,
  bus: number,
): Steps<readonly Route[] | undefined> {
  const { direction } = structure;
  const standing = structure.nodes.map((node, index) =>
    standingOf(node, spotOf(nodes[index] ?? { x: 0, y: 0 }, direction), structure),
  );
  const label = measuresOf(edgeLabelSize, direction);
  const labels = edges.flatMap(({ labelAt }) => (labelAt ? [areaAround(spotOf(labelAt, direction), label)] : []));
  const exits = ways.map((way) => exitOf(standing, structure.edges[way] as LayoutEdge, structure));
  const grid = gridOf(standing, labels, exits, bus);
  const byTarget = new Map<number, number[]>();
  ways.forEach((way, index) => {
    addTo(byTarget, structure.edges[way]?.target ?? 0, index);
  });
  if (grid.size * byTarget.size > mostPoints) return undefined;
  const routes: Route[] = [];
  for (const [target, indices] of byTarget) {
    const { shape, room } = standing[target] as Standing;
    const across = middleOf(room).across;
    yield;
    const find = yield* grid.waysTo({ across, along: room.from.along - off.before });
    for (const index of indices) {
      const [way, exit] = [ways[index] ?? 0, exits[index] as Exit];
      const found = find(exit.at, exit.course);
      if (!found) return undefined;
      const points = bendsOf([exit.border, ...found, { across, along: shape.from.along }]);
      const labelAt = structure.edges[way]?.labelled === true ? labelOn(points, exit, direction) : undefined;
      const point = (spot: Spot): PlacedEdge['points'][number] => pointOf(spot, direction);
      routes.push([way, { points: points.map(point), ...(labelAt && { labelAt: point(labelAt) }) }]);
    }
  }
  return routes;
}

function standingOf(node: LayoutNode, from: Spot, { direction }: LayoutStructure): Standing {
  const [size, room] = [measuresOf(node, direction), measuresOf(node.room, direction)];
  const middle = { across: from.across + size.across / 2, along: from.along + size.along / 2 };
  return {
    shape: areaAround(middle, size),
    room: areaAround(middle, room),
    isBox: node.shape === 'box' || node.shape === 'stack',
  };
}

function areaAround({ across, along }: Spot, size: Spot): Area {
  return {
    from: { across: across - size.across / 2, along: along - size.along / 2 },
    to: { across: across + size.across / 2, along: along + size.along / 2 },
  };
}

function middleOf({ from, to }: Area): Spot {
  return { across: (from.across + to.across) / 2, along: (from.along + to.along) / 2 };
}

interface Exit {
  readonly border: Spot;
  /** Where it may turn. */
  readonly at: Spot;
  /** How it has to go on there: level, where its label is. */
  readonly course?: Course;
}

/** A failure leaves a box beside what happens if all goes well. */
function exitOf(standing: readonly Standing[], { source, aside }: LayoutEdge, { direction }: LayoutStructure): Exit {
  const { shape, room, isBox } = standing[source] as Standing;
  const middle = middleOf(shape);
  if (aside && isBox && direction === 'right')
    return {
      border: { across: shape.to.across, along: middle.along },
      at: { across: room.to.across + off.beside, along: middle.along },
      course: 'along',
    };
  const across = aside && isBox ? (middle.across + shape.to.across) / 2 : middle.across;
  return {
    border: { across, along: shape.to.along },
    at: { across, along: room.to.along + off.behind },
    ...(aside && direction === 'down' && { course: 'across' as const }),
  };
}

function gridOf(standing: readonly Standing[], labels: readonly Area[], exits: readonly Exit[], bus: number): Grid {
  const middles = labels.map(middleOf);
  const grid = new Grid(
    {
      across: [
        ...standing.flatMap(({ room }) => [
          room.from.across - off.beside,
          middleOf(room).across,
          room.to.across + off.beside,
        ]),
        ...middles.map(({ across }) => across),
        ...exits.map(({ at }) => at.across),
      ],
      along: [
        ...standing.flatMap(({ room }) => [
          room.from.along - off.before,
          middleOf(room).along,
          room.to.along + off.behind,
        ]),
        ...middles.map(({ along }) => along),
      ],
    },
    bus,
  );
  for (const { room } of standing) grid.block(room, true);
  for (const label of labels) grid.block(label, false);
  return grid;
}

/** Where lines turn; points that lie between are left out. */
function bendsOf(points: readonly Spot[]): readonly Spot[] {
  return points.filter((point, index) => {
    const [before, behind] = [points[index - 1], points[index + 1]];
    if (before?.across === point.across && before.along === point.along) return false;
    if (!before || !behind) return true;
    const isLevel = before.along === point.along && point.along === behind.along;
    return !isLevel && !(before.across === point.across && point.across === behind.across);
  });
}

/** On the level part behind the exit, right at its beginning, or in its middle where it is shorter than the label. */
function labelOn(points: readonly Spot[], { at }: Exit, direction: LayoutStructure['direction']): Spot {
  const course: Course = direction === 'down' ? 'across' : 'along';
  const found = points.findIndex((point, index) => index > 0 && point[course] !== points[index - 1]?.[course]);
  const [from, to] = [points[found - 1] ?? at, points[found] ?? at];
  const length = Math.abs(to[course] - from[course]);
  const far = length < edgeLabelSize.width ? length / 2 : edgeLabelSize.width / 2 + 4;
  return { ...from, [course]: from[course] + Math.sign(to[course] - from[course]) * Math.min(far, length) };
}
