import type { Steps } from '../../base/steps.ts';
import type { ProjectOptions } from '../project.ts';
import { analyseText, type TextAnalysis } from '../textAnalysis.ts';
import type { ReadFile } from './files.ts';

/** Files that are remembered for one reader; past it the one asked for longest ago is forgotten. */
const most = 200;

interface Remembered {
  readonly limits: string;
  readonly analysis: TextAnalysis;
}

const byReader = new WeakMap<ReadFile, Map<string, Remembered>>();

/** The analysis of a file's text; of an unchanged text the one of the last time, so that typing in another file is quick. */
export function* rememberedAnalysis(
  reader: ReadFile,
  path: string,
  text: string,
  limits: ProjectOptions['limits'],
): Steps<TextAnalysis> {
  const files = byReader.get(reader) ?? new Map<string, Remembered>();
  byReader.set(reader, files);
  const key = JSON.stringify(limits ?? {});
  const known = files.get(path);
  const analysis =
    known?.analysis.text === text && known.limits === key
      ? known.analysis
      : yield* analyseText(text, limits === undefined ? {} : { limits });
  files.delete(path);
  files.set(path, { limits: key, analysis });
  const [oldest] = files.keys();
  if (files.size > most && oldest !== undefined) files.delete(oldest);
  return analysis;
}
