/** The setting `ipaWorkflow.servers`: name to `{ url, mode }`, without secrets. Of the machine: a workspace cannot change it. */
import * as vscode from 'vscode';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import type { ServerMode } from '../../protocol/remote.ts';

export const serversSetting = 'ipaWorkflow.servers';

export interface ServerSetting {
  readonly name: string;
  readonly url: string;
  readonly mode: ServerMode;
}

/** Sorted by name; what is not as it should be is left out. */
export function allServers(): readonly ServerSetting[] {
  return Object.entries(stored())
    .flatMap(([name, value]): ServerSetting[] => {
      const url = isJsonObject(value) ? value['url'] : undefined;
      const mode = isJsonObject(value) && value['mode'] === 'run-there' ? 'run-there' : 'orchestrate-here';
      return typeof url === 'string' ? [{ name, url, mode }] : [];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

export async function setServer({ name, url, mode }: ServerSetting): Promise<void> {
  await update({ ...stored(), [name]: { url, mode } });
}

export async function removeServer(name: string): Promise<void> {
  await update(Object.fromEntries(Object.entries(stored()).filter(([one]) => one !== name)));
}

/** The user's own: what a workspace says does not count. */
function stored(): JsonObject {
  const value = vscode.workspace.getConfiguration().inspect<JsonValue>(serversSetting)?.globalValue;
  return isJsonObject(value) ? value : {};
}

async function update(value: JsonObject): Promise<void> {
  await vscode.workspace.getConfiguration().update(serversSetting, value, vscode.ConfigurationTarget.Global);
}
