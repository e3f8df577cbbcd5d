import type { JoinPolicy } from '../modes.ts';

/** Every branch succeeds; J2: when tolerant, every branch settles and one succeeds. */
export const all: JoinPolicy = ({ done, failed, pending }, { tolerant }) => {
  if (failed > 0 && !tolerant) return 'fail';
  if (pending > 0) return 'wait';
  return done > 0 ? 'fire' : 'fail';
};
