import type { NodeDefinition } from '../definition.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { checkGraphSize, defaultGraphLimits, type GraphSize } from '../graph/limits.ts';
import type { Project, ProjectOptions } from '../project.ts';
import { type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import type { TextAnalysis } from '../textAnalysis.ts';
import { judge } from '../verdict.ts';
import type { FileAnswer } from './files.ts';
import { checkInputs } from './inputs.ts';
import { type Circle, SubworkflowReports } from './reports.ts';

/** How deep subworkflows may nest. */
export const maxDepth = 16;

export type SubworkflowNode = Extract<NodeDefinition, { readonly kind: 'subworkflow' }>;

/** A file with all below it. */
export interface Visited {
  readonly kind: 'visited';
  readonly project: Project;
  /** Its blockers, but for those that say only that something is not known. */
  readonly errors: readonly Diagnostic[];
  /** Itself and its subworkflows. */
  readonly size: GraphSize;
  /** Files that contain each other, somewhere below. */
  readonly circle: Circle | undefined;
  readonly isTooDeep: boolean;
}

export type Followed = Visited | Exclude<FileAnswer, { readonly kind: 'text' }>;
export type Resolved = Followed | { readonly kind: 'circle'; readonly circle: Circle } | { readonly kind: 'too-deep' };

/** A node with its settings as they are written. */
export interface Naming {
  readonly node: SubworkflowNode;
  readonly config: SyntaxNode | undefined;
}

/** Where a file names another. */
export interface NamingPlace {
  readonly node: SubworkflowNode;
  /** Of its path. */
  readonly range: SubworkflowNode['range'];
}

/** What is gathered while one file's subworkflows are looked at. */
export class Visit {
  readonly #path: string;
  readonly #reports: SubworkflowReports;
  readonly #analysis: TextAnalysis;
  readonly #options: ProjectOptions;
  readonly #subworkflows = new Map<string, Project>();
  readonly #files = new Map<string, string>();
  #circle: Circle | undefined;
  #isTooDeep = false;
  #nodes: number;
  #edges: number;

  constructor(path: string, analysis: TextAnalysis, options: ProjectOptions) {
    this.#path = path;
    this.#reports = new SubworkflowReports(path);
    this.#analysis = analysis;
    this.#options = options;
    this.#nodes = analysis.graph.nodes.length;
    this.#edges = analysis.graph.edges.length;
  }

  /** What the path of a node leads to. */
  take({ node, config }: Naming, resolved: Resolved): void {
    const at = { node, range: valueOf(config, 'path')?.range ?? node.idRange };
    switch (resolved.kind) {
      case 'unknown':
        this.#reports.unknown(at);
        break;
      case 'missing':
        this.#reports.missing(at);
        break;
      case 'refused':
        this.#reports.invalid(at, resolved.reason);
        break;
      case 'circle':
        this.#circle ??= resolved.circle;
        this.#reports.circle(at, resolved.circle);
        break;
      case 'too-deep':
        this.#isTooDeep = true;
        this.#reports.tooDeep(at, maxDepth);
        break;
      case 'visited':
        this.#add(node.id, resolved.project);
        this.#judge({ node, config }, at, resolved);
    }
  }

  #add(id: string, project: Project): void {
    this.#subworkflows.set(id, project);
    this.#files.set(project.path, project.text);
    for (const [path, text] of project.files) this.#files.set(path, text);
  }

  #judge({ node, config }: Naming, at: NamingPlace, inner: Visited): void {
    const { project, errors, circle, size } = inner;
    if (circle) this.take({ node, config }, { kind: 'circle', circle });
    else if (inner.isTooDeep) this.take({ node, config }, { kind: 'too-deep' });
    else if (errors.length > 0 || project.syntax.root === undefined) this.#reports.mistaken(at, project.path, errors);
    else {
      this.#nodes += size.nodes;
      this.#edges += size.edges;
      if (!project.executable) this.#reports.unknown(at);
      for (const problem of checkInputs(node, config, project.definition)) this.#reports.found.push(problem);
    }
  }

  end(): Visited {
    const { text, syntax, definition, graph } = this.#analysis;
    const { vital, unknowns } = this.#reports;
    const { diagnostics, blockers } = judge(this.#found(), vital, syntax, this.#options);
    const project: Project = {
      text,
      path: this.#path,
      syntax,
      definition,
      graph,
      subworkflows: this.#subworkflows,
      files: this.#files,
      diagnostics,
      blockers: [...blockers, ...unknowns],
      executable: syntax.root !== undefined && blockers.length + unknowns.length === 0,
    };
    const size = { nodes: this.#nodes, edges: this.#edges };
    return { kind: 'visited', project, errors: blockers, size, circle: this.#circle, isTooDeep: this.#isTooDeep };
  }

  #found(): readonly Diagnostic[] {
    const { found, syntax } = this.#analysis;
    if (this.#subworkflows.size === 0) return [...found, ...this.#reports.found];
    const limits = { ...defaultGraphLimits, ...this.#options.limits };
    const own = found.filter(({ code, severity }) => code !== 'limit-exceeded' || severity === 'error');
    const size = checkGraphSize(syntax, { nodes: this.#nodes, edges: this.#edges }, limits);
    return [...own, ...size, ...this.#reports.found];
  }
}
