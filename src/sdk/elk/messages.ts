/** Between the host and the layout's thread. */
import type { LayoutStructure, Placement } from '../../layout/structure.ts';

export interface LayoutQuestion {
  readonly id: number;
  readonly structure: LayoutStructure;
}

export type LayoutAnswer =
  | { readonly id: number; readonly placement: Placement }
  /** ELK could not: the linear layout stays. */
  | { readonly id: number; readonly error: string };
