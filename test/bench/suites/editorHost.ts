/** The extension host of a real VS Code with a graph of 5,000 nodes (test/host/largeGraph.test.ts): the longest pieces of its loop. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSuites, launches, root, suitesOf } from '../../support/vscodeHost/hostTests.ts';
import { runInServer } from '../../support/vscodeHost/hostTestsInServer.ts';
import { installHost } from '../../support/vscodeHost/install.ts';
import { atMost, median, type Suite } from '../measure.ts';

/** Milliseconds (`performance.md`), here of the thread's CPU. */
const mostMs = 50;
/** One after the other: in some a collection falls into a long piece. */
const windows = 5;

type Worst = Readonly<Record<string, number>>;

export const suite: Suite = {
  title: 'The extension host, with a graph of 5,000 nodes',
  async run() {
    const [launch] = launches;
    if (!launch) throw new Error('There is no launch.');
    const host = await installHost((line) => {
      console.error(line);
    });
    const bundles = await bundleSuites(suitesOf(launch, 'largeGraph'));
    const longest = new Map<string, number[]>();
    for (let window = 0; window < windows; window++) {
      const { failed } = await runInServer(host, launch, bundles);
      if (failed > 0) throw new Error('The graph of 5,000 nodes failed: npm run test:host -- largeGraph');
      const worst = JSON.parse(readFileSync(join(root, 'test/results/largeGraph.json'), 'utf8')) as Worst;
      for (const [step, ms] of Object.entries(worst)) longest.set(step, [...(longest.get(step) ?? []), ms]);
    }
    return [...longest].map(([step, ms]) =>
      atMost({ name: `longest piece of the loop: ${step}`, ours: median(ms), other: 'target', otherValue: mostMs }, 1),
    );
  },
};
