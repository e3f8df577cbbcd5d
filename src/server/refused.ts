/** Threat T9: a server that everybody on this machine may ask starts nothing that a workflow names. */
import { t } from '../base/l10n.ts';
import type { ExecutableWorkflow } from '../engine/engine.ts';
import type { RunnerName } from '../model/definition.ts';
import { RequestFailure } from './answers.ts';

const starting: readonly RunnerName[] = ['command', 'script', 'mcp'];

export function withoutToken(): string {
  return t('The server runs without a token (--open), so it starts no program. Start it without --open.');
}

/** Throws 403 where an agent of the workflow, or of a subworkflow, would start something. */
export function refuseStarting(workflow: ExecutableWorkflow, seen = new Set<ExecutableWorkflow>()): void {
  if (seen.has(workflow)) return;
  seen.add(workflow);
  for (const agent of workflow.definition.agents.values())
    if (agent.uses && starting.includes(agent.uses))
      throw new RequestFailure(403, t('The agent "{0}" uses {1}. {2}', agent.id, agent.uses, withoutToken()));
  for (const inner of workflow.subworkflows?.values() ?? []) refuseStarting(inner, seen);
}
