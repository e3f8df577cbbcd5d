import type { JoinPolicy } from '../modes.ts';

/** The first branch to settle decides. */
export const race: JoinPolicy = ({ first }) => {
  if (first === undefined) return 'wait';
  return first === 'done' ? 'fire' : 'fail';
};
