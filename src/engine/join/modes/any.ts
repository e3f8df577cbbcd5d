import type { JoinPolicy } from '../modes.ts';

/** The first branch that succeeds is enough. */
export const any: JoinPolicy = ({ done, pending }) => {
  if (done > 0) return 'fire';
  return pending > 0 ? 'wait' : 'fail';
};
