/** Inputs that no execution could be given, or that none could read. */
import { t } from '../../base/l10n.ts';
import type { InputDefinition } from '../definition.ts';
import { problemOf } from '../inputProblem.ts';
import { itemsOf, stringOf, type SyntaxNode, toJson, valueOf } from '../syntax/syntaxTree.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

interface WrittenInput {
  readonly input: InputDefinition;
  readonly written: SyntaxNode | undefined;
}

/** Without those of which the schema's check says already that the type is wrong. */
function writtenInputs({ definition, tree }: RuleContext): readonly WrittenInput[] {
  const section = valueOf(tree.root, 'inputs');
  return [...(definition.inputs?.values() ?? [])].flatMap((input) => {
    const written = valueOf(section, input.name);
    const type = valueOf(written, 'type');
    return type && stringOf(type) !== input.type ? [] : [{ input, written }];
  });
}

/** What stands in `enum` and in `default` is of the input's type. */
export function* inputsOfWrongType(context: RuleContext): Iterable<Finding> {
  for (const { input, written } of writtenInputs(context))
    for (const node of [...itemsOf(valueOf(written, 'enum')), valueOf(written, 'default')]) {
      const problem = node && problemOf(input, { kind: 'literal', value: toJson(node) });
      if (node && problem?.code === 'invalid-type') yield { message: problem.message, range: node.range };
    }
}

/** A default is one of the allowed values; some value is allowed; a pattern is one. */
export function* inputsOfWrongValue(context: RuleContext): Iterable<Finding> {
  for (const { input, written } of writtenInputs(context)) {
    const { minimum, maximum, pattern } = input;
    const node = valueOf(written, 'default');
    const problem = node && problemOf(input, { kind: 'literal', value: toJson(node) });
    if (node && problem?.code === 'invalid-value') yield { message: problem.message, range: node.range };
    const most = valueOf(written, 'maximum');
    if (most && minimum !== undefined && maximum !== undefined && minimum > maximum)
      yield {
        message: t('The maximum is below the minimum, {0}, so no number is allowed.', minimum),
        range: most.range,
      };
    const regular = valueOf(written, 'pattern');
    if (regular && pattern !== undefined && !isPattern(pattern))
      yield { message: t('"{0}" is not a regular expression.', pattern), range: regular.range };
  }
}

/** As executions read it. */
function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** Expressions ignore case, so one of the two is never read. */
export const duplicateInput: Rule = {
  code: 'duplicate-key',
  severity: 'error',
  *check({ definition }) {
    const seen = new Map<string, InputDefinition>();
    for (const input of definition.inputs?.values() ?? []) {
      const first = seen.get(input.name.toLowerCase());
      if (first)
        yield {
          message: t(
            'Expressions cannot tell this input from "{0}": they ignore case. Give it another name.',
            first.name,
          ),
          range: input.range,
          related: [{ message: t('The first one is here.'), range: first.range }],
        };
      else seen.set(input.name.toLowerCase(), input);
    }
  },
};
