import { agentWithoutRunner, placeholderAgent, unknownAgent } from './agents.ts';
import { conditionAlwaysTrue, exclusiveWithoutDefault } from './choices.ts';
import { cycle } from './cycle.ts';
import { duplicateNodeId } from './duplicateNodeId.ts';
import { duplicateEdge, selfEdge, unknownNode } from './edges.ts';
import { endWithOutgoing, missingEnd, missingStart, multipleStarts, startWithIncoming } from './ends.ts';
import { expressionSyntax, referenceNotUpstream, unknownReference } from './expressions.ts';
import { branchSkipsJoin, forkWithoutJoin, implicitFork } from './forks.ts';
import { duplicateInput } from './inputs.ts';
import { joinNeverFires, joinOnExclusiveBranches, joinWithoutFork } from './joins.ts';
import { raceWithSideEffects } from './raceWithSideEffects.ts';
import { cannotReachEnd, unreachableNode } from './reachability.ts';
import type { Rule } from './rule.ts';
import { invalidSetting, missingSetting, wrongType } from './settings.ts';
import { singleBranchFork, singleBranchGateway, singleBranchJoin } from './singleBranch.ts';
import { timeoutShadowed } from './timeoutShadowed.ts';
import { unsynchronizedMerge } from './unsynchronizedMerge.ts';
import { unusedAgent, unusedInput } from './unused.ts';
import { keyWithoutEffect } from './withoutEffect.ts';

/** Every rule over the definition and its graph. Syntax and schema have checks of their own. */
export const rules: readonly Rule[] = [
  duplicateNodeId,
  duplicateInput,
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
  joinNeverFires,
  unsynchronizedMerge,
  implicitFork,
  joinOnExclusiveBranches,
  forkWithoutJoin,
  joinWithoutFork,
  singleBranchFork,
  singleBranchJoin,
  singleBranchGateway,
  branchSkipsJoin,
  exclusiveWithoutDefault,
  conditionAlwaysTrue,
  unknownAgent,
  placeholderAgent,
  agentWithoutRunner,
  unusedAgent,
  unusedInput,
  expressionSyntax,
  unknownReference,
  referenceNotUpstream,
  missingSetting,
  wrongType,
  invalidSetting,
  keyWithoutEffect,
  raceWithSideEffects,
  timeoutShadowed,
];
