import type { JoinPolicy } from '../modes.ts';

/** Every branch settles, however it ends. */
export const allSettled: JoinPolicy = ({ pending }) => (pending > 0 ? 'wait' : 'fire');
