/** A workflow's picture, laid out once: for the command line and other programs. */
import { linearLayout } from '../layout/linear/linearLayout.ts';
import { planLayout } from '../layout/plan.ts';
import type { Project } from '../model/project.ts';
import type { FlowDirection, GraphPicture } from '../protocol/graph.ts';
import { LayoutWorker } from './elk/layoutWorker.ts';

export interface LayoutGraphOptions {
  /** Where the flow goes; the direction that reads best without it. */
  readonly direction?: FlowDirection;
  /** How long ELK may take before the linear layout is taken. */
  readonly timeoutMs?: number;
}

/** Never rejects: a graph that ELK cannot place in time is placed by the linear layout. */
export async function layoutGraph(project: Project, options: LayoutGraphOptions = {}): Promise<GraphPicture> {
  const plan = planLayout(project, options.direction);
  const worker = new LayoutWorker();
  try {
    const placement = await worker.layout(plan.structure, { timeoutMs: options.timeoutMs ?? 10_000 });
    return plan.draw(placement ?? linearLayout(plan.structure));
  } finally {
    worker.dispose();
  }
}
