/** From a project to pictures: what is said, what a layout depends on, and both together once something has placed it. */
import { finish, type Steps } from '../base/steps.ts';
import type { Project } from '../model/project.ts';
import type { FlowDirection, GraphPicture } from '../protocol/graph.ts';
import { type Description, describeInSteps } from './description.ts';
import { chooseStructure } from './direction.ts';
import { foldInSteps, type IsFolded } from './folding.ts';
import { pictureInSteps } from './picture.ts';
import { type LayoutStructure, type Placement, structureKey, structureOf } from './structure.ts';

export interface LayoutPlan {
  readonly structure: LayoutStructure;
  /** Equal keys have equal placements. */
  readonly key: string;
  draw(placement: Placement): GraphPicture;
  /** The same, a step at a time. */
  drawInSteps(placement: Placement): Steps<GraphPicture>;
}

type Planned = Pick<Project, 'definition' | 'graph' | 'diagnostics'>;

/**
 * @param direction the one that reads best where none is given
 * @param isFolded absent: no fork is folded, and none could be
 */
export function planLayout(project: Planned, direction?: FlowDirection, isFolded?: IsFolded): LayoutPlan {
  return finish(planInSteps(project, direction, isFolded));
}

/** {@link planLayout}, a step at a time. */
export function* planInSteps(project: Planned, direction?: FlowDirection, isFolded?: IsFolded): Steps<LayoutPlan> {
  const whole = yield* describeInSteps(project);
  yield;
  const description: Description = isFolded ? yield* foldInSteps(whole, project.graph, isFolded) : whole;
  yield;
  const structure = direction ? structureOf(description, direction) : yield* chooseStructure(description);
  yield;
  return {
    structure,
    key: structureKey(structure),
    draw: (placement) => finish(pictureInSteps(description, structure, placement)),
    drawInSteps: (placement) => pictureInSteps(description, structure, placement),
  };
}
