/** The tools of servers that have answered in this session, so that an editor can complete them without starting anything. */
import type { JsonValue } from '../../base/json.ts';

export interface KnownTool {
  readonly name: string;
  readonly description: string;
}

export interface McpTools {
  /** @param server its setting as the file writes it: {@link serverText} */
  tell(server: string, tools: readonly KnownTool[]): void;
}

/** The same text for the same setting, however it is laid out. */
export function serverText(written: JsonValue | undefined): string {
  return JSON.stringify(written ?? null);
}

/** Keeps what it is told. */
export class KnownTools implements McpTools {
  readonly #byServer = new Map<string, readonly KnownTool[]>();

  tell(server: string, tools: readonly KnownTool[]): void {
    this.#byServer.set(server, tools);
  }

  of(server: JsonValue): readonly KnownTool[] {
    return this.#byServer.get(serverText(server)) ?? [];
  }
}
