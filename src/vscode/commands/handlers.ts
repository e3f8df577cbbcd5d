/** What each command does. Loaded when the first one is used. */
import { type CommandId, commands } from '../contributions.ts';
import type { Services } from '../services.ts';
import { approve, reject } from './answerCommands.ts';
import { cancelExecution, discardExecution, pauseExecution, resumeExecution, showLog } from './executionCommands.ts';
import { clearFilter, filterExecutions, groupExecutions } from './viewCommands.ts';
import { newWorkflow } from './newWorkflow.ts';
import { openGraph } from './openGraph.ts';
import { openSample } from './openSample.ts';
import { rerunFromNode, retryExecution } from './repeatCommands.ts';
import { run, runWithLastInputs } from './run.ts';
import { takeOverExecution } from './takeOverExecution.ts';

/** @param argument as a menu, a view, a lens or another extension hands it over */
type Handler = (services: Services, argument: unknown) => unknown;

export const handlers: Readonly<Record<CommandId, Handler>> = {
  [commands.run]: run,
  [commands.runWithLastInputs]: runWithLastInputs,
  [commands.openGraph]: openGraph,
  [commands.cancelExecution]: cancelExecution,
  [commands.pauseExecution]: pauseExecution,
  [commands.resumeExecution]: resumeExecution,
  [commands.retryExecution]: retryExecution,
  [commands.rerunFromNode]: rerunFromNode,
  [commands.discardExecution]: discardExecution,
  [commands.takeOverExecution]: takeOverExecution,
  [commands.approve]: approve,
  [commands.reject]: reject,
  [commands.showLog]: showLog,
  [commands.openSample]: openSample,
  [commands.newWorkflow]: (_, argument) => newWorkflow(argument),
  [commands.groupExecutions]: groupExecutions,
  [commands.filterExecutions]: filterExecutions,
  [commands.clearFilter]: clearFilter,
  [commands.showMoreExecutions]: ({ view }, argument) => {
    if (typeof argument === 'string') view.showMore(argument);
  },
  [commands.refresh]: ({ files, list }) => {
    files.refresh();
    return list.reload();
  },
};
