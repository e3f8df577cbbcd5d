/** What a runner may say while it works: so many lines, so long, so often (threats T14, T15). */
import { t } from '../base/l10n.ts';
import type { LogLevel } from './events.ts';
import type { Clock } from './ports.ts';

const linesPerSecond = 100;
const progressEveryMs = 100;

export interface ReportSink {
  log(level: LogLevel, message: string): void;
  progress(message: string, fraction: number | undefined): void;
}

export interface Reporter extends ReportSink {
  /** Says how many lines were left out since the last that was not. */
  close(): void;
}

/** Limits one attempt's lines. Line breaks and other control characters become spaces: one call is one line. */
export function limitReports(clock: Clock, longestLine: number, sink: ReportSink): Reporter {
  let windowMs = clock.monotonicMs();
  let inWindow = 0;
  let left = 0;
  let progressMs = -Infinity;
  const tellLeft = (): void => {
    if (left > 0)
      sink.log('warning', t('{0} log lines were left out: more than {1} in a second', left, linesPerSecond));
    left = 0;
  };
  return {
    log(level, message) {
      const now = clock.monotonicMs();
      if (now - windowMs >= 1000) {
        windowMs = now;
        inWindow = 0;
        tellLeft();
      }
      if (++inWindow > linesPerSecond) left++;
      else sink.log(level, oneLine(message, longestLine));
    },
    progress(message, fraction) {
      const now = clock.monotonicMs();
      if (now - progressMs < progressEveryMs && fraction !== 1) return;
      progressMs = now;
      const known = fraction !== undefined && Number.isFinite(fraction);
      sink.progress(oneLine(message, longestLine), known ? Math.min(1, Math.max(0, fraction)) : undefined);
    },
    close: tellLeft,
  };
}

function oneLine(message: string, longestLine: number): string {
  // eslint-disable-next-line no-control-regex -- these are what must not reach a log
  const line = message.slice(0, longestLine + 1).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line;
}
