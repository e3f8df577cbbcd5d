/** Activation in the extension host of a real VS Code: the host suite that takes its figures, several windows one after the other. */
import { findBrowser } from '../../support/vscodeHost/browser.ts';
import { bundleSuites, launches, suitesOf } from '../../support/vscodeHost/hostTests.ts';
import { runInServer } from '../../support/vscodeHost/hostTestsInServer.ts';
import { installHost } from '../../support/vscodeHost/install.ts';
import { atMost, median, type Row, type Suite } from '../measure.ts';

const windows = 3;

export const suite: Suite = {
  title: 'Activation in the real VS Code',
  async run() {
    findBrowser();
    const host = await installHost((line) => {
      console.error(line);
    });
    const launch = launches.find(({ bare }) => bare === true);
    if (!launch) throw new Error('There is no launch in a folder without a workflow.');
    const bundles = await bundleSuites(suitesOf(launch));
    const cpu: number[] = [];
    const loaded: number[] = [];
    for (let window = 0; window < windows; window++) {
      const { measures, failed } = await runInServer(host, launch, bundles);
      if (failed > 0) throw new Error('The suite that measures activation failed (see above).');
      for (const { name, value } of measures) (name === 'activation' ? cpu : loaded).push(value);
    }
    return rows(median(cpu), median(loaded));
  },
};

function rows(cpuMs: number, loadedKb: number): readonly Row[] {
  return [
    atMost({ name: 'activation (CPU)', ours: cpuMs, other: '50 ms', otherValue: 50 }, 1),
    atMost({ name: 'loaded by activation', ours: loadedKb, unit: 'kB', other: '250 kB', otherValue: 250 }, 1),
  ];
}
