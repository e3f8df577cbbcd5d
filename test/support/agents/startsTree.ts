/** A process of its own whose `command` has started a tree of processes: `node startsTree.ts TOKEN`. It says `ready` then. */
import { createRunner } from '../../../src/agents/command/chunk.ts';
import { Asked, tree } from './programs.ts';
import { agentRequest } from './request.ts';

const runner = createRunner(() => ({ allowShell: false, consent: new Asked(), workspaceFolders: [] }));
const settings = { run: tree(3, process.argv[2] ?? '', 'stubborn') };
await runner.run(
  agentRequest(settings, {
    baseDirectory: process.cwd(),
    log: (_level, message) => {
      console.log(message);
    },
  }),
);
