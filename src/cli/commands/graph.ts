import { t } from '../../base/l10n.ts';
import { analyse } from '../../model/project.ts';
import type { GraphPicture, PictureEdge } from '../../protocol/graph.ts';
import { layoutGraph } from '../../sdk/layoutGraph.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import type { Command } from '../command.ts';
import { readText } from '../files.ts';
import { usageProblem } from '../problem.ts';
import { safeJson } from '../safeText.ts';
import { readingBeside, writeErrors } from '../workflowFile.ts';

export const graph: Command = {
  usage: 'FILE',
  summary: () => t('Lays out a workflow’s graph and prints its coordinates, in pixels.'),
  details: () => t('What can be drawn is drawn, also of a file with mistakes; the exit code is then 1.'),
  options: {
    format: {
      kind: 'text',
      value: 'json',
      choices: ['json'],
      laterChoices: ['svg', 'mermaid'],
      help: () => t('for programs; the default and only format'),
    },
    execution: { kind: 'text', value: 'ID', later: true, help: () => '' },
  },
  positionals: { least: 1, most: 1 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const file = args.positionals[0] ?? '';
  const text = await readText(file, cli);
  if (!text.ok) return usageProblem(cli, text.error);
  const project = analyse(text.value, readingBeside(file, cli));
  const errors = writeErrors(file, project, cli);
  if (project.graph.nodes.length === 0) return usageProblem(cli, t('"{0}" has no nodes to draw.', file));
  cli.out.write(`${safeJson(asJson(await layoutGraph(project)), 2)}\n`);
  return errors === 0 ? exitCodes.done : exitCodes.failed;
}

/** The picture with keys as everywhere in what this program prints. */
function asJson({ width, height, direction, nodes, edges }: GraphPicture): object {
  return { width, height, direction, nodes, edges: edges.map(edgeAsJson) };
}

function edgeAsJson({ labelAt, ...edge }: PictureEdge): object {
  return { ...edge, ...(labelAt && { label_at: labelAt }) };
}
