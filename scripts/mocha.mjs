import { node, runAsync } from './prepare.mjs';

const limitMs = 25 * 60_000;

/** Tests in a browser or a window, with what each of them says. @param only a part of a file's path. @returns the exit code */
export function runMocha(files, { only = '', grep }) {
  const chosen = files.filter((file) => file.includes(only));
  const grepArgs = grep === undefined ? [] : ['--fgrep', grep];
  const args = ['node_modules/mocha/bin/mocha.js', '--reporter', 'spec', '--timeout', '120000', ...grepArgs, ...chosen];
  return runAsync(node, args, { limitMs });
}
