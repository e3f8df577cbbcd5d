import { createHash } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import { argvLine, type ConsentRequest, consentTo, workspaceOf } from '../consent.ts';
import { aborted, badSetting, missingSetting } from '../failures.ts';
import type { RunnerOptions } from '../runners.ts';
import { textSetting } from '../settings.ts';
import { Turns } from '../turns.ts';
import { workspacePath } from '../workspacePath.ts';
import { callInProcess, type ScriptCall } from './call.ts';
import { type Module, modulesOf } from './modules.ts';

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

type Script = Pick<ScriptCall, 'file' | 'sources' | 'exportName'>;

/** Reads it with what it imports, asks whether it may be executed, and reads it again: what is executed is what was allowed. */
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
  const workspace = workspaceOf(baseDirectory, workspaceFolders);
  const modules = modulesOf(file.value, workspace);
  if (!modules.ok) return badSetting(modules.error);
  const lines = linesOf(written, modules.value, workspace, exportName);
  const refusal = await consentTo(consent, request, { kind: 'script', lines, workspaceFolders });
  if (refusal) return refusal;
  if (request.signal.aborted) return aborted();
  const again = modulesOf(file.value, workspace);
  if (!again.ok) return badSetting(again.error);
  if (!isDeepStrictEqual(again.value, modules.value))
    return badSetting(t('"{0}" was changed while one was asked about it. Execute the workflow again.', written));
  const sources = Object.fromEntries(modules.value.map(({ file: name, source }) => [name, source]));
  return { file: file.value, sources, exportName };
}

function linesOf(
  written: string,
  [script, ...imported]: readonly [Module, ...Module[]],
  workspace: string,
  exportName: string,
): ConsentRequest['lines'] {
  const named = imported
    .map(({ file, source }) => [path.relative(workspace, file), hashOf(source)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    written,
    t('File: {0}', script.file),
    ...(exportName === 'default' ? [] : [t('Export: {0}', exportName)]),
    t('SHA-256 of its content: {0}', hashOf(script.source)),
    ...(named.length === 0
      ? []
      : [
          t('Imports: {0}', argvLine(named.map(([name]) => name))),
          t('SHA-256 of what it imports: {0}', hashOf(JSON.stringify(named))),
        ]),
  ];
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
