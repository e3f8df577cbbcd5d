import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  areaOf,
  bringIn,
  contains,
  edgeAt,
  edgeBounds,
  fitInto,
  isIn,
  middleOf,
  movedAt,
  nodeBounds,
  scaleBy,
  scales,
} from '../../../webview/graph/geometry.ts';
import { edge, node } from '../../support/webview/samples.ts';

const page = { width: 800, height: 600 };
const origin = { x: 0, y: 0 };

describe('the graph view’s geometry', () => {
  it('puts a small picture in the middle, hardly magnified', () => {
    const { x, y, k } = fitInto(page, { width: 100, height: 200 }, origin);
    assert.equal(k, 1.15);
    assert.deepEqual([x, y], [(800 - 115) / 2, (600 - 230) / 2]);
  });

  it('shows all of a large picture', () => {
    const { x, y, k } = fitInto(page, { width: 7680, height: 1000 }, origin);
    assert.equal(k, 0.1);
    assert.deepEqual([x, y], [16, 250]);
  });

  it('shows one too large to be read from its start', () => {
    const picture = { width: 10_000, height: 4000 };
    const atStart = fitInto(page, picture, { x: 0, y: 2000 }, 0.5);
    assert.deepEqual(atStart, { x: 16, y: 600 / 2 - 1000, k: 0.5 });
    const atEnd = fitInto(page, picture, { x: 10_000, y: 4000 }, 0.5);
    assert.deepEqual(atEnd, { x: 800 - 5000 - 16, y: 600 - 2000 - 16, k: 0.5 });
  });

  it('shows all of one that can be overlooked, and of a larger one a part that can be read', () => {
    assert.equal(fitInto(page, { width: 1536, height: 100 }, origin, 0.45, 0.65).k, 0.5);
    assert.equal(fitInto(page, { width: 1920, height: 100 }, origin, 0.45, 0.65).k, 0.65);
  });

  it('leaves everything as it is while there is nothing to see or no page', () => {
    assert.deepEqual(fitInto({ width: 0, height: 0 }, page, origin), { x: 0, y: 0, k: 1 });
    assert.deepEqual(fitInto(page, { width: 0, height: 0 }, origin), { x: 0, y: 0, k: 1 });
  });

  it('scales around the middle of the page, within limits', () => {
    const view = { x: 10, y: 20, k: 1, ...page };
    const middle = { x: 400 - 10, y: 300 - 20 };
    const to = scaleBy(view, 2);
    assert.deepEqual([middle.x * to.k + to.x, middle.y * to.k + to.y], [400, 300]);
    assert.equal(scaleBy(view, 1e9).k, scales.largest);
    assert.equal(scaleBy(view, 1e-9).k, scales.smallest);
  });

  it('does not move for what is in view', () => {
    const view = { x: 0, y: 0, k: 1, ...page };
    assert.deepEqual(bringIn(view, { x: 1, y: 1, width: 100, height: 50 }), { x: 0, y: 0, k: 1 });
  });

  it('brings into view what is not, with room around', () => {
    const view = { x: 0, y: 0, k: 1, ...page };
    assert.deepEqual(bringIn(view, { x: 790, y: -10, width: 100, height: 50 }), { x: 800 - 48 - 890, y: 58, k: 1 });
  });

  it('sees every box afterwards, from its start where it is larger than the page', () => {
    const number = fc.integer({ min: -5000, max: 5000 });
    const size = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(number, number, number, number, size, size, (viewX, viewY, x, y, width, height) => {
        const to = bringIn({ x: viewX, y: viewY, k: 0.5, ...page }, { x, y, width, height });
        const [left, top] = [x * 0.5 + to.x, y * 0.5 + to.y];
        assert.ok(left >= 0 && top >= 0);
        if (width * 0.5 < page.width - 200) assert.ok(left + width * 0.5 <= page.width);
        if (height * 0.5 < page.height - 200) assert.ok(top + height * 0.5 <= page.height);
      }),
    );
  });

  it('knows the area that a view shows', () => {
    const area = areaOf({ x: -100, y: 50, k: 2, width: 800, height: 600 }, 0);
    assert.deepEqual(area, { left: 50, top: -25, right: 450, bottom: 275 });
    const wider = areaOf({ x: -100, y: 50, k: 2, width: 800, height: 600 }, 0.5);
    assert.ok(contains(wider, area));
    assert.ok(!contains(area, wider));
  });

  it('finds what is in an area, its texts and all corners included', () => {
    const nodes = nodeBounds([node('a', 0, 0), node('written beside', 0, 0, { kind: 'fork' }), node('b', 1000, 0)]);
    const area = { left: 150, top: 0, right: 300, bottom: 100 };
    const areIn = (left: number): boolean[] => [0, 1, 2].map((index) => isIn(nodes, index, { ...area, left }));
    assert.deepEqual(areIn(110), [true, true, false]);
    assert.deepEqual(areIn(150), [false, true, false]);
    const points = [
      { x: 900, y: 50 },
      { x: 200, y: 50 },
      { x: 900, y: 900 },
    ];
    const edges = edgeBounds([edge('a', 'b', { points }), edge('b', 'a', { points: points.slice(2) })]);
    assert.deepEqual([isIn(edges, 0, area), isIn(edges, 1, area)], [true, false]);
  });

  it('finds the edge that a point is on or beside, the nearest of several', () => {
    const line = (id: string, ...xys: readonly (readonly [number, number])[]): ReturnType<typeof edge> =>
      edge(id, 'x', { points: xys.map(([x, y]) => ({ x, y })) });
    const edges = [line('corner', [0, 0], [0, 100], [100, 100]), line('beside', [0, 110], [100, 110])];
    const at = (x: number, y: number): string | undefined => edgeAt(edges, { x, y }, 6)?.source;
    assert.equal(at(0, 50), 'corner');
    assert.equal(at(5, 50), 'corner');
    assert.equal(at(7, 50), undefined);
    assert.equal(at(50, 104), 'corner');
    assert.equal(at(50, 106), 'beside');
    assert.equal(at(104, 100), 'corner', 'its end is round');
    assert.equal(at(107, 100), undefined, 'it ends');
    assert.equal(at(0, -7), undefined, 'it begins');
  });

  it('finds an edge by what is written on it', () => {
    const labelled = edge('a', 'b', { label: 'yes', labelAt: { x: 500, y: 500 } });
    assert.equal(edgeAt([labelled], { x: 540, y: 508 }, 6), labelled);
    assert.equal(edgeAt([labelled], { x: 540, y: 511 }, 6), undefined);
  });

  it('knows how far what somebody looks at has moved', () => {
    const before = [node('a', 0, 0), node('b', 300, 0), node('gone', 190, 0)];
    const after = [node('b', 310, 20), node('a', 5, 5)];
    assert.deepEqual(movedAt({ x: 200, y: 0 }, before, after), { x: 10, y: 20 });
    assert.deepEqual(movedAt({ x: 0, y: 0 }, before, after), { x: 5, y: 5 });
    assert.deepEqual(movedAt({ x: 0, y: 0 }, before, []), { x: 0, y: 0 });
    assert.deepEqual(middleOf({ x: -100, y: 50, k: 2, ...page }), { x: 250, y: 125 });
  });
});
