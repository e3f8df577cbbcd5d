/** What is remembered on this side of what was pushed: which workflow and which agents are whose on the server. */

export interface RemoteMemory {
  /** @param key a file's path, or an agent of a file */
  get(origin: string, key: string): Promise<string | undefined>;
  set(origin: string, key: string, id: string): Promise<void>;
}

export function workflowKey(file: string): string {
  return `workflow ${file}`;
}

export function agentKey(file: string, agent: string): string {
  return `agent ${agent} ${file}`;
}

export function memoryInMemory(): RemoteMemory {
  const known = new Map<string, string>();
  return {
    get: (origin, key) => Promise.resolve(known.get(`${origin} ${key}`)),
    set: (origin, key, id) => {
      known.set(`${origin} ${key}`, id);
      return Promise.resolve();
    },
  };
}
