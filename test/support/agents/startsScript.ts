/** A process of its own that executes a script: `node startsScript.ts PATH`. It prints what the script logs. */
import { createRunner } from '../../../src/agents/script/chunk.ts';
import { Asked } from './programs.ts';
import { agentRequest } from './request.ts';

const runner = createRunner(() => ({ consent: new Asked(), workspaceFolders: [] }));
await runner.run(
  agentRequest(
    { path: process.argv[2] ?? '' },
    {
      baseDirectory: process.cwd(),
      log: (_level, message) => {
        console.log(message);
      },
    },
  ),
);
