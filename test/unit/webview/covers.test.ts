import assert from 'node:assert/strict';
import fc from 'fast-check';
import { areaAt, bringOut, isCovered } from '../../../webview/graph/covers.ts';

describe('what lies over the graph', () => {
  const page = { width: 800, height: 600 };
  const tools = { left: 740, top: 400, right: 790, bottom: 590 };
  const map = { left: 540, top: 460, right: 730, bottom: 590 };

  it('has nothing moved that is not behind it', () => {
    const view = { x: 0, y: 0, k: 1, ...page };
    const box = { x: 700, y: 300, width: 100, height: 100 };
    assert.deepEqual(bringOut(view, box, [tools, map]), { x: 0, y: 0, k: 1 });
  });

  it('has what is behind it moved by as little as leads out, also from behind the next', () => {
    const view = { x: 0, y: 0, k: 1, ...page };
    assert.deepEqual(bringOut(view, { x: 700, y: 380, width: 100, height: 50 }, [tools]), { x: 0, y: -38, k: 1 });
    assert.deepEqual(bringOut(view, { x: 700, y: 480, width: 50, height: 50 }, [tools]), { x: -18, y: 0, k: 1 });
    assert.deepEqual(bringOut(view, { x: 700, y: 480, width: 50, height: 50 }, [tools, map]), { x: 0, y: -138, k: 1 });
  });

  it('leaves in view what has room nowhere else', () => {
    const view = { x: 0, y: 0, k: 1, ...page };
    assert.deepEqual(bringOut(view, { x: 0, y: 0, width: 800, height: 600 }, [tools]), { x: 0, y: 0, k: 1 });
  });

  it('never covers a node that has room beside it', () => {
    const number = fc.integer({ min: -5000, max: 5000 });
    fc.assert(
      fc.property(number, number, number, number, (viewX, viewY, x, y) => {
        const box = { x, y, width: 160, height: 60 };
        const to = bringOut({ x: viewX, y: viewY, k: 1, ...page }, box, [tools, map]);
        const at = areaAt(to, box);
        assert.ok(!isCovered(at, [tools, map]));
        assert.ok(at.left >= 0 && at.top >= 0 && at.right <= page.width && at.bottom <= page.height);
      }),
    );
  });
});
