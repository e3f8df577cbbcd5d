import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { analyse, type Project } from '../../model/project.ts';
import { graphExecution } from '../../presentation/graphExecution.ts';
import { graphMermaid } from '../../presentation/graphMermaid.ts';
import { graphSvg } from '../../presentation/graphSvg.ts';
import { outlineOf } from '../../presentation/outline.ts';
import type { GraphExecution, GraphPicture, PictureEdge } from '../../protocol/graph.ts';
import { layoutGraph } from '../../sdk/layoutGraph.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, storeOption } from '../command.ts';
import { readText } from '../files.ts';
import { openExecutions, storeOf } from '../local.ts';
import { usageProblem } from '../problem.ts';
import { safeJson } from '../safeText.ts';
import { readingBeside, writeErrors } from '../workflowFile.ts';

const formats = ['json', 'svg', 'mermaid'] as const;

export const graph: Command = {
  usage: 'FILE',
  summary: () => t('Draws a workflow’s graph: as JSON with coordinates in pixels, as SVG, or as Mermaid.'),
  details: () => t('What can be drawn is drawn, also of a file with mistakes; the exit code is then 1.'),
  examples: [
    'ipa-workflow graph report.workflow.yaml --format svg > report.svg',
    'ipa-workflow graph report.workflow.yaml --format mermaid --execution 01a2…',
  ],
  options: {
    format: {
      kind: 'text',
      value: formats.join('|'),
      choices: formats,
      help: () => t('json (the default) has coordinates, svg stands by itself, mermaid is for documents'),
    },
    execution: { kind: 'text', value: 'ID', help: () => t('with the states of a stored execution') },
    ...storeOption,
  },
  positionals: { least: 1, most: 1 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const file = args.positionals[0] ?? '';
  const text = await readText(file, cli);
  if (!text.ok) return usageProblem(cli, text.error);
  const execution = await executionOf(args, cli);
  if (!execution.ok) return usageProblem(cli, execution.error);
  const project: Project = analyse(text.value, readingBeside(file, cli));
  const errors = writeErrors(file, project, cli);
  if (project.graph.nodes.length === 0) return usageProblem(cli, t('"{0}" has no nodes to draw.', file));
  const picture = await layoutGraph(project);
  cli.out.write(written(picture, execution.value, args.text('format')));
  return errors === 0 ? exitCodes.done : exitCodes.failed;
}

/** The states that are asked for; null: none. The error is a sentence. */
async function executionOf(args: Arguments, cli: Cli): Promise<Result<GraphExecution | null, string>> {
  const id = args.text('execution');
  if (id === undefined) return ok(null);
  const store = await storeOf(args, cli);
  if (!store.ok) return store;
  const executions = openExecutions(store.value, cli);
  try {
    const snapshot = await executions.get(id);
    if (!snapshot) return err(t('There is no execution "{0}".', id));
    const workflow = await executions.workflow(id);
    return ok(graphExecution(snapshot, workflow && outlineOf(workflow), Date.now()));
  } finally {
    executions.dispose();
  }
}

function written(picture: GraphPicture, execution: GraphExecution | null, format: string | undefined): string {
  if (format === 'svg') return graphSvg(picture, execution);
  if (format === 'mermaid') return graphMermaid(picture, execution);
  return `${safeJson(asJson(picture, execution), 2)}\n`;
}

/** The picture with keys as everywhere in what this program prints. */
function asJson({ width, height, direction, nodes, edges }: GraphPicture, execution: GraphExecution | null): object {
  const picture = { width, height, direction, nodes, edges: edges.map(edgeAsJson) };
  if (!execution) return picture;
  const { id, status, progress } = execution;
  return { ...picture, execution: { id, status, progress, nodes: execution.nodes } };
}

function edgeAsJson({ labelAt, ...edge }: PictureEdge): object {
  return { ...edge, ...(labelAt && { label_at: labelAt }) };
}
