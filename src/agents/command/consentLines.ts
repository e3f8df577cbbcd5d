import { t } from '../../base/l10n.ts';
import type { AgentRequest } from '../../engine/ports.ts';
import { environmentLines } from '../childEnvironment.ts';
import { argvLine, type ConsentRequest } from '../consent.ts';
import { asText } from './codeText.ts';
import type { Plan } from './plan.ts';

/**
 * What one consents to: the list as the file has it, and what else decides what runs. A program that comes from an expression
 * is shown as what it is this time, so that another one asks again.
 *
 * @param interpreter takes the place of `python`
 */
export function consentLines(
  { writtenSettings }: Pick<AgentRequest, 'writtenSettings'>,
  { start, cwd, env }: Plan,
  interpreter: string | undefined,
): Pick<ConsentRequest, 'kind' | 'lines'> {
  const rest = [t('Folder: {0}', cwd), ...environmentLines(env)];
  if ('shell' in start) return { kind: 'shell', lines: [start.shell, ...rest] };
  const written = writtenSettings['run'];
  const isList = Array.isArray(written);
  const isProgramWritten = isList && asText(written[0]) === start.run[0];
  return {
    kind: 'command',
    lines: [
      isList ? argvLine(written) : argvLine(start.run),
      ...(isList && !isProgramWritten ? [t('Program: {0}', argvLine([start.run[0]]))] : []),
      ...(interpreter === undefined ? [] : [t('Interpreter: {0}', interpreter)]),
      ...rest,
    ],
  };
}
