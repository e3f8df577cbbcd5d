import type { JsonObject } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import { consentTo } from '../consent.ts';
import { aborted, badSetting, missingSetting } from '../failures.ts';
import type { RunnerOptions } from '../runners.ts';
import { mapSetting, textSetting } from '../settings.ts';
import { failureOf, outcomeOf } from './result.ts';
import { consentLines, type McpServer, readServer } from './server.ts';
import type { Caller, Session } from './session.ts';
import { Sessions } from './sessions.ts';
import { serverText } from './tools.ts';

export { useTranslations } from '../../base/l10n.ts';

export interface McpTimes {
  /** Longest silence of a tool: progress counts as a word. */
  readonly silenceMs: number;
  /** How long a server without calls is kept. */
  readonly idleMs: number;
}

const defaultTimes: McpTimes = { silenceMs: 300_000, idleMs: 30_000 };
/** Longest call. */
const wholeMs = 3_600_000;
/** Of standard error, for the message of a failure. */
const lastLines = 5;

type Options = Pick<RunnerOptions, 'allowedHosts' | 'connections' | 'consent' | 'mcpTools' | 'workspaceFolders'>;

/** The runner `mcp` (`spec/format.md`). Output: the tool's structured result. */
export function createRunner(options: () => Options, times: Partial<McpTimes> = {}): AgentRunner {
  const { silenceMs, idleMs } = { ...defaultTimes, ...times };
  const written = new WeakMap<Session, string>();
  const sessions = new Sessions(
    idleMs,
    () => options().allowedHosts,
    (session) => {
      const { mcpTools } = options();
      const server = written.get(session);
      if (!mcpTools || server === undefined) return;
      session.tools().then(
        (tools) => {
          mcpTools.tell(server, tools);
        },
        () => undefined,
      );
    },
  );
  return {
    run: async (request) => {
      const { settings, writtenSettings } = request;
      const tool = textSetting(settings, 'tool');
      if (tool === undefined || tool === '') return missingSetting('tool');
      const server = readServer(request, options());
      if (!server.ok) return badSetting(server.error);
      const refusal = await consentToServer(request, server.value, options());
      if (refusal) return refusal;
      if (request.signal.aborted) return aborted();
      const borrowed = sessions.borrow(server.value);
      written.set(borrowed.session, serverText(writtenSettings['server']));
      try {
        return await call(request, borrowed, tool, placeOf(server.value), silenceMs);
      } finally {
        borrowed.giveBack(request.signal.aborted);
      }
    },
  };
}

/** Only a process needs it: an address is under the rules of threat T6. */
async function consentToServer(
  request: AgentRequest,
  server: McpServer,
  { consent, workspaceFolders }: Options,
): Promise<AgentOutcome | undefined> {
  if (server.kind === 'http') return undefined;
  return await consentTo(consent, request, { kind: 'mcp', lines: consentLines(server), workspaceFolders });
}

async function call(
  request: AgentRequest,
  { session, connected }: { readonly session: Session; readonly connected: Promise<void> },
  tool: string,
  place: string,
  silenceMs: number,
): Promise<AgentOutcome> {
  const { signal, settings } = request;
  const last: string[] = [];
  const hear: Caller['hear'] = (level, line) => {
    if (line.trim() === '') return;
    last.push(line);
    if (last.length > lastLines) last.shift();
    request.log(level, line);
  };
  const leave = session.accompany({ hear, holdsSecret: (text) => request.holdsSecret(text) });
  const answer = async (): Promise<AgentOutcome> => {
    try {
      await connected;
      if (signal.aborted) return aborted();
      const params = { name: tool, arguments: mapSetting(settings, 'arguments') ?? ({} satisfies JsonObject) };
      const result = await session.client.callTool(params, {
        signal,
        timeout: silenceMs,
        resetTimeoutOnProgress: true,
        maxTotalTimeout: wholeMs,
        onprogress: ({ progress, total, message }) => {
          const fraction = total === undefined || total <= 0 ? undefined : Math.min(1, Math.max(0, progress / total));
          request.progress(message ?? t('{0} so far', progress), fraction);
        },
      });
      return outcomeOf(tool, result);
    } catch (error) {
      return signal.aborted ? aborted() : failureOf(error, place, session, last);
    }
  };
  try {
    return await Promise.race([answer(), whenAborted(signal)]);
  } finally {
    leave();
  }
}

function whenAborted(signal: AbortSignal): Promise<AgentOutcome> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(aborted());
    });
  });
}

function placeOf(server: McpServer): string {
  return server.kind === 'http' ? server.url.host : server.run[0];
}
