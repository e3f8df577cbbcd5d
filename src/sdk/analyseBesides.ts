import { analyseInSteps, type Project, type ProjectOptions } from '../model/project.ts';
import { finishBesides } from './besides.ts';

/** The same as `analyse`, beside other work: to understand a workflow with thousands of nodes takes a quarter of a second. */
export function analyseBesides(text: string, options?: ProjectOptions): Promise<Project> {
  return finishBesides(analyseInSteps(text, options));
}
