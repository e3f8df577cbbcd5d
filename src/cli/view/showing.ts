/** The ways to show an execution that proceeds: rows in place on a terminal, a line or a JSON object for each event. */
import { type Disposable, disposable } from '../../base/disposable.ts';
import type { ExecutableWorkflow } from '../../engine/engine.ts';
import type { EngineEvent } from '../../engine/events.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { Executions } from '../../sdk/executions.ts';
import type { Cli } from '../cli.ts';
import { safeJson } from '../safeText.ts';
import { styleOf } from '../style.ts';
import { EventLines } from './eventLines.ts';
import { LiveView } from './live.ts';
import { placesOf } from './order.ts';
import { Rows } from './rows.ts';

export type Format = 'text' | 'json';

export interface Showing {
  /** It has begun. */
  begin(id: string, snapshot: ExecutionSnapshot): void;
  /** A remark beside it. */
  say(text: string): void;
  /** Leaves the terminal to a question until disposed. */
  hold(): Disposable;
  /** Shows how it ended. Called once, with undefined when it never began. */
  end(snapshot: ExecutionSnapshot | undefined): void;
}

/** Begin before the execution does: every event is shown. */
export function showing(executions: Executions, workflow: ExecutableWorkflow, format: Format, cli: Cli): Showing {
  if (format === 'json')
    return eventByEvent(executions, cli, ({ type, ...rest }) => {
      cli.out.write(`${safeJson({ type, ...rest })}\n`);
    });
  if (cli.err.isTerminal && cli.env['TERM'] !== 'dumb') return inPlace(executions, workflow, cli);
  const lines = new EventLines(
    placesOf(workflow).map(({ id }) => id),
    styleOf(cli.err, cli.env),
  );
  return eventByEvent(executions, cli, (event) => {
    const line = lines.line(event);
    if (line !== undefined) cli.err.write(`${line}\n`);
  });
}

function eventByEvent(executions: Executions, cli: Cli, show: (event: EngineEvent) => void): Showing {
  const subscription = executions.onEvent(({ event }) => {
    show(event);
  });
  return {
    begin: () => undefined,
    say: (text) => {
      cli.err.write(`${text}\n`);
    },
    hold: () => disposable(() => undefined),
    end: () => {
      subscription.dispose();
    },
  };
}

function inPlace(executions: Executions, workflow: ExecutableWorkflow, cli: Cli): Showing {
  const rows = new Rows(workflow);
  const style = styleOf(cli.err, cli.env);
  let latest: ExecutionSnapshot | undefined;
  let stale = false;
  let remark: string | undefined;
  let view: LiveView | undefined;
  const changes = executions.onDidChange(() => {
    stale = true;
  });
  let draw: (() => LiveView) | undefined;
  let questions = 0;
  return {
    begin(id, snapshot) {
      latest = snapshot;
      const startedMs = performance.now() - Math.max(0, Date.now() - Date.parse(snapshot.started_at));
      const refresh = async (): Promise<void> => {
        stale = false;
        latest = (await executions.get(id)) ?? latest;
      };
      draw = () =>
        new LiveView(cli.err, (frame) => {
          if (stale) void refresh();
          if (!latest) return [];
          const { columns, rows: height } = cli.err;
          const room = { style, columns, rows: height - (remark === undefined ? 0 : 1) };
          const lines = rows.render(latest, performance.now() - startedMs, frame, room);
          return remark === undefined ? lines : [...lines, style.dim(remark)];
        });
      // What starts at once may have asked before.
      if (questions === 0) view = draw();
    },
    say(text) {
      remark = text;
    },
    hold() {
      questions++;
      view?.dispose();
      view = undefined;
      return disposable(() => {
        questions--;
        if (questions === 0) view = draw?.();
      });
    },
    end(snapshot) {
      changes.dispose();
      stale = false;
      remark = undefined;
      latest = snapshot;
      view?.dispose();
    },
  };
}
