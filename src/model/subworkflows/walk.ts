/**
 * A workflow and the files that its subworkflows name, each analysed once.
 *
 * 1. Nothing is reported about a file of which the reader knows nothing; a workflow with such a file is not executable.
 * 2. A file that is wrong is one diagnostic on the path that names it; the whole way down, so that the root says it too.
 * 3. The walk ends for any files: it follows none that it is in already, and none nested deeper than `maxDepth`.
 */
import { Attached } from '../../base/attached.ts';
import type { Steps } from '../../base/steps.ts';
import { itemOf } from '../compile/nodes.ts';
import { nodesOfKind } from '../graph/kinds.ts';
import type { Project, ProjectOptions } from '../project.ts';
import { type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import { analyseText, type TextAnalysis } from '../textAnalysis.ts';
import type { FileAnswer } from './files.ts';
import { pathProblem, resolvePath } from './paths.ts';
import { rememberedAnalysis } from './remembered.ts';
import type { Circle } from './reports.ts';
import { type Followed, maxDepth, type Resolved, Visit, type Visited } from './visit.ts';

interface OpenFile {
  readonly path: string;
  /** Where it names the next one. */
  naming: SyntaxNode | undefined;
}

/** What projects were made of, for the next. */
const analyses = new Attached<Project, TextAnalysis>();

export function* walkProject(text: string, options: ProjectOptions, previous: Project | undefined): Steps<Project> {
  const analysis = yield* analyseText(text, options, previous && analyses.get(previous));
  const { project } = yield* new Walk(options).visit(options.file ?? '', analysis);
  analyses.set(project, analysis);
  return project;
}

class Walk {
  readonly #options: ProjectOptions;
  readonly #followed = new Map<string, Followed>();
  /** The files that are being visited, the root first, each with the place where it names the next. */
  readonly #open: OpenFile[] = [];

  constructor(options: ProjectOptions) {
    this.#options = options;
  }

  *visit(path: string, analysis: TextAnalysis): Steps<Visited> {
    const visit = new Visit(path, analysis, this.#options);
    const nodes = analysis.isReadable ? nodesOfKind(analysis.graph, 'subworkflow') : [];
    const place: OpenFile = { path, naming: undefined };
    this.#open.push(place);
    for (const node of nodes) {
      const config = valueOf(itemOf(node), 'config');
      place.naming = valueOf(config, 'path');
      visit.take({ node, config }, yield* this.#resolve(path, node.path));
    }
    this.#open.pop();
    return visit.end();
  }

  /** What a path leads to, named in the file `from`. */
  *#resolve(from: string, named: string): Steps<Resolved> {
    // That it is missing is for the schema to say.
    if (named === '') return { kind: 'unknown' };
    const reason = pathProblem(named);
    if (reason !== undefined) return { kind: 'refused', reason };
    const path = resolvePath(from, named);
    const start = this.#open.findIndex((file) => file.path === path);
    if (start >= 0) return { kind: 'circle', circle: this.#circle(start, path) };
    return this.#open.length > maxDepth ? { kind: 'too-deep' } : yield* this.#follow(path);
  }

  *#follow(path: string): Steps<Followed> {
    const known = this.#followed.get(path);
    if (known) return known;
    const { readFile, limits } = this.#options;
    const answer: FileAnswer = readFile?.(path) ?? { kind: 'unknown' };
    const followed =
      answer.kind === 'text' && readFile
        ? yield* this.visit(path, yield* rememberedAnalysis(readFile, path, answer.text, limits))
        : (answer as Exclude<FileAnswer, { readonly kind: 'text' }>);
    this.#followed.set(path, followed);
    return followed;
  }

  #circle(start: number, path: string): Circle {
    const files = this.#open.slice(start);
    return files.map((file, index) => ({
      file: file.path,
      next: files[index + 1]?.path ?? path,
      range: file.naming?.range,
    }));
  }
}
