import { isJsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ExecutableWorkflow } from '../engine/executable.ts';
import { type Mocks, parseMocks } from '../engine/mocks.ts';
import { mistargeted } from '../engine/mockTargets.ts';
import { parse } from '../model/syntax/parse.ts';
import { pairOf, type SyntaxNode, toJson } from '../model/syntax/syntaxTree.ts';

export interface MocksMistake {
  /** Of the text, from 1. */
  readonly line: number;
  /** A complete sentence. */
  readonly message: string;
}

/**
 * The mocks of a YAML text (`spec/cli.md`), or what is wrong with it.
 *
 * @param workflow mocks that can never apply to it are then mistakes
 */
export function readMocks(text: string, workflow?: ExecutableWorkflow): Result<Mocks, readonly MocksMistake[]> {
  const { root, problems } = parse(text);
  if (problems.length > 0) return err(problems.map(({ message, range }) => ({ line: range.start.line + 1, message })));
  const value = root ? toJson(root) : {};
  const mocks = parseMocks(value);
  const nodes = isJsonObject(value) ? value['nodes'] : undefined;
  const wrong = !mocks.ok ? mocks.error : workflow && isJsonObject(nodes) ? mistargeted(nodes, workflow) : [];
  return mocks.ok && wrong.length === 0
    ? mocks
    : err(wrong.map(({ path, message }) => ({ line: lineOf(root, path), message })));
}

/** The same for those that may be given; the error is text for people. */
export function givenMocks({ mocks }: { readonly mocks?: string }): Result<Mocks | undefined, string> {
  if (mocks === undefined) return ok(undefined);
  const read = readMocks(mocks);
  return read.ok ? read : err(read.error.map(({ message }) => message).join(' '));
}

/** Where the last key of a path stands; where it does not, the last one before it that does. */
export function lineOf(root: SyntaxNode | undefined, path: readonly string[]): number {
  let line = root?.range.start.line ?? 0;
  let node = root;
  for (const key of path) {
    const pair = pairOf(node, key);
    if (!pair) break;
    line = pair.key.range.start.line;
    node = pair.value;
  }
  return line + 1;
}
