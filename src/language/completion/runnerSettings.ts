import type { RunnerName } from '../../model/definition.ts';
import type { Lines } from './snippetLines.ts';

/** What each runner's `with` begins with. Its tab stops are numbered from 2. */
export const runnerSettings: Readonly<Record<RunnerName, Lines>> = {
  http: [['url', '$2']],
  sql: [
    ['connection', '${2:sqlite:./data.db}'],
    ['query', '${3:SELECT 1}'],
  ],
  cache: [['key', '$2']],
  transform: [['expression', '${2:input}']],
  mock: [['output', '$2']],
  script: [['path', '$2']],
  command: [['run', '[$2]']],
  llm: [['prompt', '$2']],
  mcp: [
    ['server', '$2'],
    ['tool', '$3'],
  ],
  ipa: [
    ['agent_id', '$2'],
    ['message', '$3'],
  ],
};
