import { mockOutcome, parseMockSettings } from '../../engine/mocks.ts';
import type { AgentRunner } from '../../engine/ports.ts';
import { aborted, badSetting } from '../failures.ts';
import { wait } from '../wait.ts';

/** A stand-in without effects: what it is told to answer, after the delay it is told. */
export const mockRunner: AgentRunner = {
  async run({ settings, attempt, item, signal }) {
    const mock = parseMockSettings(settings);
    if (!mock.ok) return badSetting(mock.error.join(' '));
    const waited = await wait(mock.value.delaySeconds * 1000, signal);
    return waited ? mockOutcome(mock.value, attempt, item) : aborted();
  },
};
