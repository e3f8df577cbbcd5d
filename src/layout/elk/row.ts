/**
 * Branches beside each other: what ELK answers to that is known, and asking takes it longer than all the rest of a changed branch. A
 * test holds these answers to ELK's own. Where there are few nodes ELK is asked all the same.
 */
import { spacing } from '../shapes.ts';
import type { Answer, Question } from './question.ts';

/** Where boxes come to stand of which no edge leads from one to another. */
export type Row = Pick<Answer, 'size' | 'boxes'>;

/** Up to so many nodes ELK is asked. */
export const mostAsked = 300;

/** Of boxes that are all as long. */
export function rowOf({ boxes, hasEntry, hasExit }: Question): Row {
  const before = hasEntry ? spacing.layers : 0;
  const behind = hasExit ? spacing.layers : 0;
  let across = 0;
  const placed = boxes.map((box) => {
    const spot = { across, along: before };
    across += box.across + spacing.neighbours;
    return spot;
  });
  return {
    size: { across: across - spacing.neighbours, along: before + (boxes[0]?.along ?? 0) + behind },
    boxes: placed,
  };
}
