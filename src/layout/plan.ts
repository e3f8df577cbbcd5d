/** From a project to pictures: what is said, what a layout depends on, and both together once something has placed it. */
import type { Project } from '../model/project.ts';
import type { FlowDirection, GraphPicture } from '../protocol/graph.ts';
import { type Description, describeGraph } from './description.ts';
import { chooseDirection } from './direction.ts';
import { foldForks, type IsFolded } from './folding.ts';
import { makePicture } from './picture.ts';
import { type LayoutStructure, type Placement, structureKey, structureOf } from './structure.ts';

export interface LayoutPlan {
  readonly structure: LayoutStructure;
  /** Equal keys have equal placements. */
  readonly key: string;
  draw(placement: Placement): GraphPicture;
}

/**
 * @param direction the one that reads best where none is given
 * @param isFolded absent: no fork is folded, and none could be
 */
export function planLayout(
  project: Pick<Project, 'definition' | 'graph' | 'diagnostics'>,
  direction?: FlowDirection,
  isFolded?: IsFolded,
): LayoutPlan {
  const whole = describeGraph(project);
  const description: Description = isFolded ? foldForks(whole, project.graph, isFolded) : whole;
  const structure = structureOf(description, direction ?? chooseDirection(description));
  return {
    structure,
    key: structureKey(structure),
    draw: (placement) => makePicture(description, structure, placement),
  };
}
