import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import { type ConsentRequest, consentTo } from '../consent.ts';
import { aborted, badSetting, missingSetting } from '../failures.ts';
import type { RunnerOptions } from '../runners.ts';
import { textSetting } from '../settings.ts';
import { Turns } from '../turns.ts';
import { openChecked, workspacePath } from '../workspacePath.ts';
import { callInProcess } from './call.ts';

export { useTranslations } from '../../base/l10n.ts';

type Options = Pick<RunnerOptions, 'consent' | 'workspaceFolders'>;

/** Processes at the same time. */
const mostProcesses = 16;
const defaultLimits = { memoryMb: 512 };

/** The runner `script`: a function of a JavaScript module (`spec/format.md`). Output: what it returns. */
export function createRunner(options: () => Options, limits: Partial<typeof defaultLimits> = {}): AgentRunner {
  const { memoryMb } = { ...defaultLimits, ...limits };
  const turns = new Turns(mostProcesses);
  return {
    async run(request) {
      const script = await allowedScript(request, options());
      if ('kind' in script) return script;
      if (!(await turns.take(request.signal))) return aborted();
      try {
        return await callInProcess({ ...script, memoryMb }, request);
      } finally {
        turns.giveBack();
      }
    },
  };
}

interface Script {
  /** Real path. */
  readonly file: string;
  readonly source: string;
  readonly exportName: string;
}

/** Reads it, asks whether it may be executed, and reads it again: what is executed is what was allowed. */
async function allowedScript(request: AgentRequest, options: Options): Promise<Script | AgentOutcome> {
  const { settings, baseDirectory } = request;
  const { consent, workspaceFolders } = options;
  const written = textSetting(settings, 'path');
  if (written === undefined || written === '') return missingSetting('path');
  const exportName = textSetting(settings, 'export') ?? 'default';
  if (!/\.[cm]?js$/i.test(written))
    return badSetting(t('"{0}" is not a JavaScript file: its name ends in .js, .mjs or .cjs.', written));
  const file = workspacePath(written, { baseDirectory, workspaceFolders });
  if (!file.ok) return badSetting(file.error);
  const source = readChecked(file.value);
  if (!source.ok) return badSetting(source.error);
  const asked = { ...linesOf(written, file.value, source.value, exportName), workspaceFolders };
  const refusal = await consentTo(consent, request, asked);
  if (refusal) return refusal;
  if (request.signal.aborted) return aborted();
  const again = readChecked(file.value);
  if (!again.ok) return badSetting(again.error);
  if (again.value !== source.value)
    return badSetting(t('"{0}" was changed while one was asked about it. Execute the workflow again.', written));
  return { file: file.value, source: source.value, exportName };
}

function readChecked(file: string): Result<string, string> {
  const opened = openChecked(file, 'file');
  if (opened === undefined) return err(t('There is no file "{0}".', file));
  try {
    return ok(readFileSync(opened.descriptor, 'utf8'));
  } catch (error) {
    return err(
      t('"{0}" cannot be read: {1}', path.basename(file), error instanceof Error ? error.message : String(error)),
    );
  } finally {
    opened.close();
  }
}

function linesOf(
  written: string,
  file: string,
  source: string,
  exportName: string,
): Pick<ConsentRequest, 'kind' | 'lines'> {
  const hash = createHash('sha256').update(source).digest('hex');
  return {
    kind: 'script',
    lines: [
      written,
      t('File: {0}', file),
      ...(exportName === 'default' ? [] : [t('Export: {0}', exportName)]),
      t('SHA-256 of its content: {0}', hash),
    ],
  };
}
