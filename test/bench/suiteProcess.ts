/** One suite in a process of its own: sends its rows to `run.ts`, which began it. Argument: a file of `suites`. */
import type { Suite } from './measure.ts';

const { suite } = (await import(`./suites/${process.argv[2] ?? ''}`)) as { readonly suite: Suite };
console.log(`\n${suite.title}`);
const rows = await suite.run();
process.send?.(rows, () => process.exit());
