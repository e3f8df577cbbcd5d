/** `npm start`: installs and builds what is missing, then executes the tutorial's workflow with the local engine. */
import { build } from './build.mjs';
import { node, prepare, run } from './prepare.mjs';

prepare();
await build();
process.exitCode = run(node, ['dist/cli.cjs', 'sample', '--in', 'examples/tutorial', ...process.argv.slice(2)]);
