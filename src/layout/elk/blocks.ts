/** How a stage is cut into blocks: branches up to a dozen at a time, what is connected in another way each by itself. */
import type { Block, Site, Surroundings } from './block.ts';
import { branches, headOf, isBranch } from './branches.ts';
import type { Part, Stage } from './groups.ts';
import { tangle } from './tangles.ts';

/** Branches that are laid out at a time. */
const mostTogether = 12;

/** Rejects where ELK cannot. */
export function blocksOf(stage: Stage, around: Surroundings): readonly Promise<Block>[] {
  const { parts } = stage;
  const site: Site = {
    ...{ stage, around },
    hasEntry: stage.entry < around.structure.nodes.length,
    hasExit: stage.exit < around.structure.nodes.length,
  };
  if (parts.length === 0) return [];
  // Without anything to stand between, ELK packs what is not connected.
  if (parts.length === 1 || (!site.hasEntry && !site.hasExit))
    return [
      tangle(site, { series: parts.flatMap(({ series }) => series), edges: parts.flatMap(({ edges }) => edges) }),
    ];
  const head = headOf(site);
  return runsOf(site).map((run) => (Array.isArray(run) ? branches(site, run, head) : tangle(site, run)));
}

/** Branches beside each other in runs, everything else by itself. */
function runsOf(site: Site): readonly (Part | Part[])[] {
  const runs: (Part | Part[])[] = [];
  for (const part of site.stage.parts) {
    const last = runs.at(-1);
    if (!isBranch(site, part)) runs.push(part);
    else if (Array.isArray(last) && last.length < mostTogether) last.push(part);
    else runs.push([part]);
  }
  return runs;
}
