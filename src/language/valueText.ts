/** What the values of closed lists mean, where the schema has only their names. */
import { t } from '../base/l10n.ts';
import type { RunnerName } from '../model/definition.ts';
import { alternatives, propertyOf, resolve } from '../model/schema/lookup.ts';
import { describe } from './schemaText.ts';

/** Empty where the key's own description says it all. */
export function valueText(key: string, value: string): string {
  switch (key) {
    case 'type':
      return nodeTypeText(value);
    case 'gateway_type':
      return value === 'fork' ? nodeTypeText('fork') : value === 'join' ? nodeTypeText('join') : '';
    case 'uses':
      return runnerText(value as RunnerName);
    case 'mode':
      return modeText(value);
    case 'remaining':
      return remainingText(value);
    case 'merge':
      return mergeText(value);
    case 'on':
      return onText(value);
    case 'backoff':
      return backoffText(value);
    default:
      return '';
  }
}

/** By the value of `type`, or `fork` and `join`. */
export function nodeTypeText(type: string): string {
  const node = resolve({ $ref: '#/definitions/node' });
  if (!node) return '';
  const isGateway = type === 'fork' || type === 'join';
  // What both kinds of gateway are has the type; what one of them is stands within.
  const candidates = isGateway ? alternatives(node).flatMap(alternatives) : alternatives(node);
  const tag = isGateway ? 'gateway_type' : 'type';
  return describe(candidates.find((one) => resolve(propertyOf(one, tag))?.const === type));
}

export function runnerText(uses: RunnerName): string {
  return describe(resolve({ $ref: `#/definitions/with_${uses}` }));
}

function modeText(mode: string): string {
  switch (mode) {
    case 'all':
      return t('Fires when every branch has succeeded; fails with the first that fails.');
    case 'any':
      return t('Fires with the first branch that succeeds; fails when none does.');
    case 'race':
      return t('Ends with the first branch that settles, as that one did.');
    case 'n_of_m':
      return t('Fires when `count` (or `percent`) of the branches have succeeded.');
    case 'majority':
      return t('Fires when more than half of the branches have succeeded.');
    case 'all_settled':
      return t('Fires when every branch has ended, however it ended. Never fails.');
    default:
      return '';
  }
}

function remainingText(remaining: string): string {
  switch (remaining) {
    case 'cancel':
      return t('Branches that still run are cancelled when the join fires.');
    case 'ignore':
      return t('Branches that still run go on; their results are dropped.');
    case 'wait':
      return t('The join waits for the other branches before it goes on.');
    default:
      return '';
  }
}

function mergeText(merge: string): string {
  switch (merge) {
    case 'by_branch':
      return t('A map: the id of the node that each branch arrives from, and its output.');
    case 'collect_all':
      return t("A list of the branches' outputs, in the file's order.");
    case 'merge_dict':
      return t("One map with the keys of all branches' outputs; a later branch wins.");
    case 'first_result':
      return t("The output of the first successful branch, in the file's order.");
    case 'aggregate':
      return t("A number out of the branches' numbers; `aggregate` names the function.");
    default:
      return '';
  }
}

function onText(on: string): string {
  switch (on) {
    case 'success':
      return t('Taken when its source has succeeded.');
    case 'failure':
      return t('Taken when its source has failed: the failure is then handled.');
    case 'always':
      return t('Taken when its source has ended, however it ended.');
    default:
      return '';
  }
}

function backoffText(backoff: string): string {
  switch (backoff) {
    case 'fixed':
      return t('Every wait is `delay_seconds`.');
    case 'linear':
      return t('The wait grows by `delay_seconds` each time.');
    case 'exponential':
      return t('The wait is multiplied by `factor` each time.');
    default:
      return '';
  }
}
