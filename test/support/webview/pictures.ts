/** Pictures as the extension makes them, from a workflow's text. */
import { createRequire } from 'node:module';
import { askElk } from '../../../src/layout/elk/asked.ts';
import { elkLayout } from '../../../src/layout/elk/elkLayout.ts';
import { type ElkEngine, createElk } from '../../../src/layout/elk/elkjs.ts';
import type { IsFolded } from '../../../src/layout/folding.ts';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { planLayout } from '../../../src/layout/plan.ts';
import { analyse } from '../../../src/model/project.ts';
import type { FlowDirection, GraphHostMessage, GraphPicture } from '../../../src/protocol/graph.ts';

export function linearPicture(text: string, direction?: FlowDirection, isFolded?: IsFolded): GraphPicture {
  const plan = planLayout(analyse(text), direction, isFolded);
  return plan.draw(linearLayout(plan.structure));
}

export async function elkPicture(text: string, direction?: FlowDirection): Promise<GraphPicture> {
  const plan = planLayout(analyse(text), direction);
  const worker = createRequire(import.meta.url)('elkjs/lib/elk-worker.min.js') as { Worker: new () => ElkEngine };
  return plan.draw(await elkLayout(plan.structure, askElk(createElk(new worker.Worker()))));
}

type PictureMessage = Extract<GraphHostMessage, { type: 'picture' }>;

export function pictureMessage(picture: GraphPicture, more: Partial<PictureMessage> = {}): PictureMessage {
  return { type: 'picture', title: 'example', picture, provisional: false, canRun: true, notice: '', ...more };
}

/** `branches` chains of `length` tasks between a fork and a join. */
export function wideWorkflow(branches: number, length: number): string {
  const lines = [
    'name: wide',
    'agents: { a: { uses: mock } }',
    'nodes:',
    '  - { id: start, type: start }',
    '  - { id: fork, type: parallel_gateway, gateway_type: fork }',
    '  - { id: join, type: parallel_gateway, gateway_type: join, config: { mode: all } }',
    '  - { id: end, type: end }',
  ];
  const edges = ['edges:', '  - { source: start, target: fork }', '  - { source: join, target: end }'];
  for (let branch = 0; branch < branches; branch++) {
    for (let step = 0; step < length; step++) {
      lines.push(`  - { id: t${branch}_${step}, type: agent_task, agent_id: a }`);
      const source = step === 0 ? 'fork' : `t${branch}_${step - 1}`;
      edges.push(`  - { source: ${source}, target: t${branch}_${step} }`);
    }
    edges.push(`  - { source: t${branch}_${length - 1}, target: join }`);
  }
  return [...lines, ...edges].join('\n');
}
