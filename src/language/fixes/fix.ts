import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Project } from '../../model/project.ts';
import { Editing } from '../edits.ts';
import { Written, type WrittenEdge, type WrittenNode } from '../edits/written.ts';

export interface Fix {
  readonly title: string;
  readonly editing: Editing;
  /** The one that is most likely meant; the first of a diagnostic's fixes unless it says otherwise. */
  readonly isPreferred?: boolean;
  /** Whether it may be done unasked: it cannot change what a right workflow means. */
  readonly isSafe?: boolean;
}

/** What mends one diagnostic. */
export type Fixer = (diagnostic: Diagnostic, context: FixContext) => Iterable<Fix>;

/** A project as fixes see it; made once for each question. */
export class FixContext {
  readonly project: Project;
  #written: Written | undefined;

  constructor(project: Project) {
    this.project = project;
  }

  get written(): Written {
    return (this.#written ??= new Written(this.project.syntax));
  }

  editing(): Editing {
    return new Editing(this.project.syntax);
  }

  /** The node that a diagnostic is about: the one it stands in, else the first that it names. */
  nodeOf({ range, nodes: [named] }: Diagnostic): WrittenNode | undefined {
    return this.#around(this.written.nodes, range) ?? (named === undefined ? undefined : this.written.node(named));
  }

  edgeOf({ range }: Diagnostic): WrittenEdge | undefined {
    return this.#around(this.written.edges, range);
  }

  /** An agent for a new node: the first there is, or a new one. */
  anyAgent(editing: Editing): string {
    const [first] = this.project.definition.agents.keys();
    if (first !== undefined) return first;
    editing.addEntry('agents', newAgentId, newAgent);
    return newAgentId;
  }

  #around<T extends WrittenNode | WrittenEdge>(all: readonly T[], { start }: Diagnostic['range']): T | undefined {
    const { lines } = this.project.syntax;
    const offset = lines.offsetAt(start);
    return all.find(
      ({ item: { range } }) => lines.offsetAt(range.start) <= offset && offset < lines.offsetAt(range.end),
    );
  }
}

const newAgentId = 'new_agent';
/** It does nothing, and is no mistake. */
export const newAgent = { uses: 'mock' };
