import * as vscode from 'vscode';
import type { Consent, ConsentRequest } from '../agents/consent.ts';
import { consentOf, type Person, type PersonsAnswer } from '../agents/consentOfPerson.ts';
import { t } from '../base/l10n.ts';
import { consentText } from '../presentation/consentText.ts';
import { safeText } from '../presentation/safeText.ts';

const memoryKey = 'consents';
const mostKept = 1_000;
/** Characters that a dialog shows for certain. */
const longestDetail = 1_500;

/** The name of an execution's workflow; undefined where it is not known. */
type WorkflowOf = (executionId: string) => Promise<string | undefined>;

/** Threat T5: a modal dialog names what would start; what is always allowed is kept with the workspace, by its digest. */
export function consentInWindow(memory: vscode.Memento, workflowOf: WorkflowOf): Consent {
  const kept = (): readonly string[] => {
    const stored = memory.get<unknown>(memoryKey);
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : [];
  };
  const person: Person = {
    ask: (request, signal) => ask(request, signal, workflowOf),
    isKept: (digest) => vscode.workspace.isTrusted && kept().includes(digest),
    keep: (digest) => {
      void memory.update(memoryKey, [...kept().filter((one) => one !== digest), digest].slice(-mostKept));
    },
  };
  return consentOf(person);
}

async function ask(
  { kind, lines, executionId, nodeId }: ConsentRequest,
  signal: AbortSignal,
  workflowOf: WorkflowOf,
): Promise<PersonsAnswer> {
  if (!vscode.workspace.isTrusted) return undefined;
  const workflow = await workflowOf(executionId);
  const question = consentText(kind, workflow === undefined ? undefined : { workflow, nodeId });
  const allow = t('Allow');
  const always = t('Always Allow in This Workspace');
  const showAll = t('Show All');
  const detail = lines.map(safeText).join('\n');
  const isShort = detail.length <= longestDetail;
  const options = { modal: true, detail: isShort ? detail : `${detail.slice(0, longestDetail)} …` };
  // Nobody allows what cannot be seen.
  const buttons = isShort ? [allow, always] : [allow, always, showAll];
  for (;;) {
    const answer = await vscode.window.showWarningMessage(question, options, ...buttons);
    if (answer === allow) return 'once';
    if (answer === always) return 'always';
    if (answer !== showAll || signal.aborted) return undefined;
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: detail }));
    buttons.splice(buttons.indexOf(showAll), 1);
  }
}
