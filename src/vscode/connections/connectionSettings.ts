/** The setting `ipaWorkflow.connections`: name to `{ type, url }`, without secrets. */
import * as vscode from 'vscode';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { originOf } from '../../network/origin.ts';

export type ConnectionType = 'postgres' | 'redis' | 'sqlite' | 'http';

export const connectionsSetting = 'ipaWorkflow.connections';

export interface Connection {
  readonly name: string;
  readonly url: string;
}

/** Sorted by name; what is not as it should be is left out. */
export function allConnections(): readonly Connection[] {
  return Object.entries(stored())
    .flatMap(([name, value]) => {
      const url = isJsonObject(value) ? value['url'] : undefined;
      return typeof url === 'string' ? [{ name, url }] : [];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

export async function setConnection(name: string, type: ConnectionType, url: string): Promise<void> {
  await update({ ...stored(), [name]: { type, url } });
}

export async function removeConnection(name: string): Promise<void> {
  await update(Object.fromEntries(Object.entries(stored()).filter(([one]) => one !== name)));
}

/** Where a password of the connection goes; undefined for one that has none. */
export function passwordOrigin(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  if (/^postgres(ql)?:/i.test(url)) return originOf(url, 5432);
  return /^rediss?:/i.test(url) ? originOf(url, 6379) : undefined;
}

function stored(): JsonObject {
  const value = vscode.workspace.getConfiguration().get<JsonValue>(connectionsSetting);
  return isJsonObject(value) ? value : {};
}

async function update(value: JsonObject): Promise<void> {
  await vscode.workspace.getConfiguration().update(connectionsSetting, value, vscode.ConfigurationTarget.Global);
}
