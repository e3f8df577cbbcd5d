import type { DiagnosticCode } from '../../model/diagnostic.ts';
import { placeholderAgent, unknownAgent, unusedAgent, unusedInput } from './agents.ts';
import { conditionAlwaysTrue, exclusiveWithoutDefault } from './choices.ts';
import { cannotReachEnd, missingEnd, missingStart, unreachableNode } from './connect.ts';
import type { Fixer } from './fix.ts';
import { implicitFork, joinOnExclusiveBranches, singleBranch, unsynchronizedMerge } from './gateways.ts';
import { duplicateEdge, duplicateNodeId, unknownNode } from './ids.ts';
import { missingKey } from './missingKey.ts';
import { unknownReference } from './references.ts';
import { invalidValue, unknownKey } from './schema.ts';

/** What mends each mistake; a code that is not here has only the comment that silences it. */
export const fixers: Readonly<Partial<Record<DiagnosticCode, Fixer>>> = {
  'unknown-key': unknownKey,
  'missing-key': missingKey,
  'invalid-value': invalidValue,
  'duplicate-node-id': duplicateNodeId,
  'duplicate-edge': duplicateEdge,
  'unknown-node': unknownNode,
  'missing-start': missingStart,
  'missing-end': missingEnd,
  'unreachable-node': unreachableNode,
  'cannot-reach-end': cannotReachEnd,
  'unsynchronized-merge': unsynchronizedMerge,
  'implicit-fork': implicitFork,
  'join-on-exclusive-branches': joinOnExclusiveBranches,
  'single-branch-fork': singleBranch,
  'single-branch-join': singleBranch,
  'single-branch-gateway': singleBranch,
  'exclusive-without-default': exclusiveWithoutDefault,
  'condition-always-true': conditionAlwaysTrue,
  'unknown-agent': unknownAgent,
  'placeholder-agent': placeholderAgent,
  'unused-agent': unusedAgent,
  'unused-input': unusedInput,
  'unknown-reference': unknownReference,
  // A function's name.
  'expression-syntax': unknownReference,
};
