/** What others take for the same fork: `npm run bench -- --peers` installs them. */
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import { atMost, type Case, inTurn, notYet, type Rounds, type Row, type Suite, timesFaster } from '../measure.ts';
import { hasPeer } from '../peerPackages.ts';
import { effectFork, langGraphFork, pGraphFork } from '../peers.ts';
import { execute, forkOf, turnOf } from '../shapes.ts';

export const suite: Suite = {
  title: 'Engine, in memory, beside others',
  async run() {
    return [
      await against('effect', 1_000, effectFork, { rounds: 11, warmUp: 5 }, 'effect (Effect.all)', { most: 1 }),
      await against('effect', 10_000, effectFork, { rounds: 7, warmUp: 3 }, 'effect (Effect.all)', { most: 1 }),
      await against('p-graph', 1_000, pGraphFork, { rounds: 7, warmUp: 3 }, 'p-graph', {}),
      await against('@langchain/langgraph', 1_000, langGraphFork, { rounds: 3, warmUp: 1 }, 'LangGraph.js', {
        least: 500,
      }),
    ];
  },
};

async function against(
  peer: string,
  count: number,
  forked: (count: number) => Promise<Case>,
  rounds: Rounds,
  other: string,
  { most, least }: { readonly most?: number; readonly least?: number },
): Promise<Row> {
  const name = `fork ${count.toLocaleString('en')}, beside ${other}`;
  const target = most !== undefined ? `≤ ${most}` : least !== undefined ? `≥ ${least}` : null;
  if (!hasPeer(peer)) return notYet(name, `${other}, which is not installed (--peers)`, target ?? '');
  const workflow = forkOf(count);
  const ours = turnOf(count, () => execute(workflow, memoryJournal()));
  // One that takes so much longer does not have to take it ten times.
  const theirs = least === undefined ? turnOf(count, await forked(count)) : { times: 1, run: await forked(count) };
  const took = await inTurn({ ours: ours.run, theirs: theirs.run }, rounds);
  const compared = { name, ours: took.ours / ours.times, other, otherValue: took.theirs / theirs.times };
  if (least === undefined) return atMost(compared, most ?? null);
  return timesFaster(compared, least);
}
