/** Real time, chance and ids: the only place of the engine that has them. */
import type { Clock, IdSource } from './ports.ts';

export declare function systemClock(): Clock;
export declare function systemIds(): IdSource;
