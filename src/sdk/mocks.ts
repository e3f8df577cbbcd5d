import { err, type Result } from '../base/result.ts';
import { type Mocks, parseMocks } from '../engine/mocks.ts';
import { parse } from '../model/syntax/parse.ts';
import { toJson } from '../model/syntax/syntaxTree.ts';

/** The mocks of a YAML text (`spec/cli.md`), or sentences that say what is wrong with it. */
export function readMocks(text: string): Result<Mocks, readonly string[]> {
  const tree = parse(text);
  if (tree.problems.length > 0) return err(tree.problems.map((problem) => problem.message));
  return parseMocks(tree.root ? toJson(tree.root) : {});
}
