import { t } from '../base/l10n.ts';
import { nearest } from '../base/nearest.ts';
import { isJsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type Mocks, parseMocks } from '../engine/mocks.ts';
import { parse } from '../model/syntax/parse.ts';
import { toJson } from '../model/syntax/syntaxTree.ts';

/**
 * The mocks of a YAML text (`spec/cli.md`), or sentences that say what is wrong with it.
 *
 * @param ids of the workflow's nodes: mocks of others are then mistakes, but for those inside of subworkflows (`outer/inner`)
 */
export function readMocks(text: string, ids?: readonly string[]): Result<Mocks, readonly string[]> {
  const tree = parse(text);
  if (tree.problems.length > 0) return err(tree.problems.map((problem) => problem.message));
  const value = tree.root ? toJson(tree.root) : {};
  const mocks = parseMocks(value);
  if (!mocks.ok || ids === undefined) return mocks;
  const known = new Set(ids.map((id) => id.toLowerCase()));
  const named = isJsonObject(value) && isJsonObject(value['nodes']) ? Object.keys(value['nodes']) : [];
  const unknown = named.filter((id) => !id.includes('/') && !known.has(id.toLowerCase()));
  return unknown.length === 0 ? mocks : err(unknown.map((id) => unknownNode(id, ids)));
}

/** The same for those that may be given; the error is text for people. */
export function givenMocks({ mocks }: { readonly mocks?: string }): Result<Mocks | undefined, string> {
  if (mocks === undefined) return ok(undefined);
  const read = readMocks(mocks);
  return read.ok ? read : err(read.error.join(' '));
}

function unknownNode(id: string, ids: readonly string[]): string {
  const near = nearest(id, ids);
  return near === undefined
    ? t('The mocks name the node "{0}", which the workflow does not have.', id)
    : t('The mocks name the node "{0}", which the workflow does not have. Did you mean "{1}"?', id, near);
}
