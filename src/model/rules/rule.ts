import type { Range } from '../../base/text.ts';
import type { EdgeEntries } from '../compile/edges.ts';
import type { NodeEntries } from '../compile/nodes.ts';
import type { Shape } from '../compile/shape.ts';
import type { WorkflowDefinition } from '../definition.ts';
import type { DiagnosticCode, RelatedInformation, Severity } from '../diagnostic.ts';
import type { ExpressionProblem } from '../expressions/compile.ts';
import type { EdgeDefinition } from '../definition.ts';
import type { WorkflowGraph } from '../graph/graph.ts';
import type { SyntaxTree } from '../syntax/syntaxTree.ts';

/** What a rule looks at. */
export interface RuleContext {
  readonly tree: SyntaxTree;
  readonly definition: WorkflowDefinition;
  readonly graph: WorkflowGraph;
  /** Also those whose ends are not there. */
  readonly writtenEdges: readonly EdgeDefinition[];
  readonly expressionProblems: readonly ExpressionProblem[];
  readonly shape: Shape;
  readonly nodes: NodeEntries;
  readonly edges: EdgeEntries;
}

export interface Finding {
  readonly message: string;
  readonly range: Range;
  readonly nodes?: readonly string[];
  readonly related?: readonly RelatedInformation[];
  readonly suggestion?: string;
  /** Other than the rule's: what is said of it does not keep the workflow from being executed. */
  readonly severity?: 'warning';
}

/** One check. A code = its file = its page in docs/rules = its folder of fixtures. */
export interface Rule {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** It looks at ids, types and edges alone ({@link Shape}), so that what it found stands while other things are edited. */
  readonly ofShape?: true;
  check(context: RuleContext): Iterable<Finding>;
}
