import { join } from 'node:path';
import { atMost, inTurn, median, type Row, runNode, type Suite } from '../measure.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const sample = 'examples/tutorial/data_aggregation.workflow.yaml';

export const suite: Suite = {
  title: 'Start',
  async run() {
    // Whole processes; `npm run bench` has built before.
    process.chdir(root);
    return [await validate(), await start(), await load()];
  },
};

async function validate(): Promise<Row> {
  const { ours, floor } = await inTurn(
    { ours: () => runNode(['dist/cli.cjs', 'validate', sample]), floor: () => runNode(['-e', '0']) },
    { rounds: 15, warmUp: 3 },
  );
  return atMost({ name: 'ipa-workflow validate, the sample', ours, other: 'node -e 0', otherValue: floor }, 3);
}

/** What `npm start` does once everything is installed and built: the tutorial's sample, executed. */
async function start(): Promise<Row> {
  const { ours, floor } = await inTurn(
    { ours: () => runNode(['scripts/start.mjs']), floor: () => runNode(['-e', '0']) },
    { rounds: 5, warmUp: 1 },
  );
  return atMost({ name: 'npm start, built', ours, other: 'node -e 0', otherValue: floor }, null);
}

/** Loads the extension's bundle with nothing behind `vscode`, in a process of its own; prints the CPU that it took. */
const loading = `
  const Module = require('node:module');
  const nothing = new Proxy(class {}, { get: (target, key) => (key === 'prototype' ? target.prototype : nothing), apply: () => nothing });
  const load = Module._load;
  Module._load = (name, ...rest) => (name === 'vscode' ? nothing : load(name, ...rest));
  const start = process.cpuUsage();
  require(process.argv[1]);
  const { user, system } = process.cpuUsage(start);
  console.log((user + system) / 1000);
`;

/** A rough figure: what activating costs in the real host is measured there. */
async function load(): Promise<Row> {
  const took: number[] = [];
  for (let round = 0; round < 11; round++)
    took.push(Number(await runNode(['-e', loading, join(root, 'dist/extension.cjs')])));
  return atMost(
    { name: 'loading the extension (CPU, without a host)', ours: median(took), other: '50 ms', otherValue: 50 },
    1,
  );
}
