/** `npm start`: installs and builds what is missing, then executes the tutorial's workflow with the local engine. */
import { node, prepare, run } from './prepare.mjs';

prepare();
process.exitCode = run(node, ['scripts/build.mjs']) || run(node, ['dist/cli.cjs', 'sample', '--in', 'examples/tutorial', ...process.argv.slice(2)]);
