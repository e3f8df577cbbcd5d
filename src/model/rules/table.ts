import { agentWithoutRunner, placeholderAgent, unknownAgent } from './agents.ts';
import { cycle } from './cycle.ts';
import { duplicateNodeId } from './duplicateNodeId.ts';
import { duplicateEdge, selfEdge, unknownNode } from './edges.ts';
import { endWithOutgoing, missingEnd, missingStart, multipleStarts, startWithIncoming } from './ends.ts';
import { expressionSyntax, referenceNotUpstream, unknownReference } from './expressions.ts';
import { notAvailable } from './notAvailable.ts';
import { cannotReachEnd, unreachableNode } from './reachability.ts';
import type { Rule } from './rule.ts';
import { invalidSetting, itemsNoList, missingSetting } from './settings.ts';

/** Every rule over the definition and its graph. Syntax and schema have checks of their own. */
export const rules: readonly Rule[] = [
  duplicateNodeId,
  duplicateEdge,
  selfEdge,
  unknownNode,
  missingStart,
  multipleStarts,
  missingEnd,
  startWithIncoming,
  endWithOutgoing,
  unreachableNode,
  cannotReachEnd,
  cycle,
  unknownAgent,
  placeholderAgent,
  agentWithoutRunner,
  expressionSyntax,
  unknownReference,
  referenceNotUpstream,
  missingSetting,
  itemsNoList,
  invalidSetting,
  notAvailable,
];
