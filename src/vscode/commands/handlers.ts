/** What each command does. Loaded when the first one is used. */
import { canPause, canResume, canRetry } from '../../presentation/possible.ts';
import { isLive } from '../../presentation/words.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import { addConnection } from '../connections/addConnection.ts';
import {
  forgetPassword,
  forgetSecret,
  removeConnection,
  setPassword,
  setSecret,
  testConnectionCommand,
} from '../connections/connectionCommands.ts';
import { type CommandId, commands } from '../contributions.ts';
import { connectServer } from '../remote/connectServer.ts';
import { forgetServer, pullWorkflow, pushWorkflow } from '../remote/serverCommands.ts';
import { copyServerHeader, startLocalServer, stopLocalServer } from '../server/serverCommands.ts';
import type { Services } from '../services.ts';
import { approve, reject } from './answerCommands.ts';
import { executionIdOf } from './arguments.ts';
import { compareExecutions } from './compareCommand.ts';
import { copyAsJson, openInput, openOutput, revealInFile } from './documentCommands.ts';
import { cancelExecution, discardExecution, pauseExecution, resumeExecution, showLog } from './executionCommands.ts';
import { clearFilter, filterExecutions, groupExecutions } from './viewCommands.ts';
import { newWorkflow } from './newWorkflow.ts';
import { exportGraph, openGraph } from './openGraph.ts';
import { openSample } from './openSample.ts';
import { rerunFromNode, retryExecution } from './repeatCommands.ts';
import { editInputs, run, runWithEditedInputs, runWithLastInputs } from './run.ts';
import { takeOverExecution } from './takeOverExecution.ts';

/**
 * @param argument as a menu, a view, a lens or another extension hands it over
 * @param selected the rows that are selected, where a row is what was clicked; else empty
 */
type Handler = (services: Services, argument: unknown, selected: readonly unknown[]) => unknown;

/** For a row, or one after the other for those of several selected rows that it can be done with. */
function each(handler: Handler, fits: (snapshot: ExecutionSnapshot) => boolean): Handler {
  return async (services, argument, selected) => {
    if (selected.length <= 1) return handler(services, argument, []);
    for (const row of selected) {
      const snapshot = await services.executions.get(executionIdOf(row) ?? '');
      if (snapshot && fits(snapshot)) await handler(services, row, []);
    }
  };
}

export const handlers: Readonly<Record<CommandId, Handler>> = {
  [commands.run]: run,
  [commands.runWithLastInputs]: runWithLastInputs,
  [commands.editInputs]: editInputs,
  [commands.runWithEditedInputs]: runWithEditedInputs,
  [commands.openGraph]: openGraph,
  [commands.exportGraph]: exportGraph,
  [commands.cancelExecution]: each(cancelExecution, isLive),
  [commands.pauseExecution]: each(pauseExecution, canPause),
  [commands.resumeExecution]: each(resumeExecution, canResume),
  [commands.retryExecution]: each(retryExecution, canRetry),
  [commands.rerunFromNode]: rerunFromNode,
  [commands.discardExecution]: discardExecution,
  [commands.takeOverExecution]: takeOverExecution,
  [commands.approve]: approve,
  [commands.reject]: reject,
  [commands.showLog]: showLog,
  [commands.openSample]: openSample,
  [commands.newWorkflow]: (_, argument) => newWorkflow(argument),
  [commands.openInput]: openInput,
  [commands.openOutput]: openOutput,
  [commands.copyAsJson]: copyAsJson,
  [commands.revealInFile]: revealInFile,
  [commands.compareExecutions]: compareExecutions,
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
  [commands.addConnection]: addConnection,
  [commands.testConnection]: testConnectionCommand,
  [commands.setPassword]: setPassword,
  [commands.forgetPassword]: forgetPassword,
  [commands.removeConnection]: removeConnection,
  [commands.setSecret]: setSecret,
  [commands.forgetSecret]: forgetSecret,
  [commands.connectServer]: connectServer,
  [commands.forgetServer]: forgetServer,
  [commands.pushWorkflow]: pushWorkflow,
  [commands.pullWorkflow]: pullWorkflow,
  [commands.startServer]: startLocalServer,
  [commands.stopServer]: stopLocalServer,
  [commands.copyServerHeader]: copyServerHeader,
};
