/** Whole executions as stories, one file for each in test/golden/engine: what happens when, in which order. */
import assert from 'node:assert/strict';
import type { JsonValue } from '../../../src/base/json.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { takeOver } from '../../../src/engine/takeOver.ts';
import { type Sketch, workflow } from './build.ts';
import { enact, type EnactOptions } from './enact.ts';
import { assertGolden } from './golden.ts';
import { play } from './play.ts';
import { tell } from './story.ts';

/** On virtual time with mocks; with `agents`, `asked` or `again` in the engine itself. */
export interface Situation extends Pick<EnactOptions, 'agents' | 'asked' | 'limits'> {
  readonly sketch: Sketch;
  /** Mocks. */
  readonly nodes?: Readonly<Record<string, JsonValue>>;
  readonly cancelAt?: number;
  /** Repeats the execution: a retry, or a re-run `from` a node. */
  readonly again?: Pick<EnactOptions, 'agents'> & { readonly from?: string };
}

export function stories(about: string, situations: Readonly<Record<string, Situation>>): void {
  describe(`stories of ${about}`, () => {
    for (const [name, situation] of Object.entries(situations))
      it(name, async () => {
        const told = (await happened(situation)).map(tell).join('\n');
        assertGolden(`${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.txt`, told);
      });
  });
}

async function happened(situation: Situation): Promise<readonly (readonly EngineEvent[])[]> {
  const { sketch, nodes, cancelAt, agents, asked, limits, again } = situation;
  if (agents === undefined && asked === undefined && limits === undefined)
    return [(await play(sketch, nodes, cancelAt === undefined ? {} : { cancelAt })).events];
  const executable = workflow(sketch);
  const options = { ...(agents && { agents }), ...(asked && { asked }), ...(limits && { limits }) };
  const first = await enact(executable, { ...options, ...(nodes && { mocks: nodes }) });
  if (again === undefined) return [first.events];
  const taken = takeOver(executable, first.events, again.from);
  assert(taken.ok);
  const second = await enact(executable, {
    ...(again.agents && { agents: again.agents }),
    executionId: 'execution-2',
    repeats: { id: 'execution-1', takenOver: taken.value },
  });
  return [first.events, second.events];
}
