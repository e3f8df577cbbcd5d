/** What the contexts and functions of expressions are, for completion and hover (`spec/format.md`, "Expressions"). */
import { t } from '../base/l10n.ts';

export interface ExpressionFunction {
  readonly name: string;
  readonly signature: string;
  readonly text: string;
  /** Only where a condition stands. */
  readonly inConditions?: boolean;
}

export function expressionFunctions(): readonly ExpressionFunction[] {
  return [
    {
      name: 'contains',
      signature: 'contains(search, item)',
      text: t('Whether a text contains another, or a list contains a value.'),
    },
    { name: 'startsWith', signature: 'startsWith(text, start)', text: t('Whether a text begins with another.') },
    { name: 'endsWith', signature: 'endsWith(text, end)', text: t('Whether a text ends with another.') },
    {
      name: 'format',
      signature: "format('{0} of {1}', …)",
      text: t('The text with the values in place of `{0}`, `{1}`, …'),
    },
    {
      name: 'join',
      signature: "join(list, ', ')",
      text: t('The values of a list as one text, with a separator between them.'),
    },
    { name: 'toJSON', signature: 'toJSON(value)', text: t('A value as JSON text.') },
    { name: 'fromJSON', signature: 'fromJSON(text)', text: t('The value of a JSON text.') },
    {
      name: 'success',
      signature: 'success()',
      text: t("Whether the edge's source has succeeded."),
      inConditions: true,
    },
    { name: 'failure', signature: 'failure()', text: t("Whether the edge's source has failed."), inConditions: true },
    { name: 'always', signature: 'always()', text: t('Always true.'), inConditions: true },
  ];
}

/**
 * Empty for what is no context.
 * @param inCondition whether it stands in the condition of an edge
 */
export function contextText(name: string, inCondition = false): string {
  switch (name.toLowerCase()) {
    case 'inputs':
      return t('The inputs of the execution.');
    case 'input':
      if (inCondition) return t("What the edge's source hands on.");
      return t(
        'What this node receives: the output of the node before it, or a map by node id when there are several.',
      );
    case 'nodes':
      return t('The nodes that come before this one: `nodes.ID.output`, `.status` and `.error`.');
    case 'item':
      return t('The item that this turn of the loop is about.');
    case 'index':
      return t("The item's place in the list, counted from 0.");
    case 'secrets':
      return t('Secrets by name; their values never appear in logs or results.');
    case 'env':
      return t('Environment variables that the setting `ipaWorkflow.allowedEnv` names.');
    case 'workflow':
      return t('The workflow: `workflow.name`.');
    case 'execution':
      return t('The execution: `execution.id`.');
    default:
      return '';
  }
}
