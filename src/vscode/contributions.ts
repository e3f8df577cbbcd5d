/** The names that package.json contributes. A test compares the two. */

export const commands = {
  run: 'ipaWorkflow.run',
  runWithLastInputs: 'ipaWorkflow.runWithLastInputs',
  editInputs: 'ipaWorkflow.editInputs',
  runWithEditedInputs: 'ipaWorkflow.runWithEditedInputs',
  openGraph: 'ipaWorkflow.openGraph',
  exportGraph: 'ipaWorkflow.exportGraph',
  cancelExecution: 'ipaWorkflow.cancelExecution',
  pauseExecution: 'ipaWorkflow.pauseExecution',
  resumeExecution: 'ipaWorkflow.resumeExecution',
  retryExecution: 'ipaWorkflow.retryExecution',
  rerunFromNode: 'ipaWorkflow.rerunFromNode',
  discardExecution: 'ipaWorkflow.discardExecution',
  takeOverExecution: 'ipaWorkflow.takeOverExecution',
  approve: 'ipaWorkflow.approve',
  reject: 'ipaWorkflow.reject',
  showLog: 'ipaWorkflow.showLog',
  openSample: 'ipaWorkflow.openSample',
  newWorkflow: 'ipaWorkflow.newWorkflow',
  refresh: 'ipaWorkflow.refresh',
  openInput: 'ipaWorkflow.openInput',
  openOutput: 'ipaWorkflow.openOutput',
  copyAsJson: 'ipaWorkflow.copyAsJson',
  revealInFile: 'ipaWorkflow.revealInFile',
  compareExecutions: 'ipaWorkflow.compareExecutions',
  groupExecutions: 'ipaWorkflow.groupExecutions',
  filterExecutions: 'ipaWorkflow.filterExecutions',
  clearFilter: 'ipaWorkflow.clearFilter',
  showMoreExecutions: 'ipaWorkflow.showMoreExecutions',
  addConnection: 'ipaWorkflow.addConnection',
  testConnection: 'ipaWorkflow.testConnection',
  setPassword: 'ipaWorkflow.setPassword',
  forgetPassword: 'ipaWorkflow.forgetPassword',
  removeConnection: 'ipaWorkflow.removeConnection',
  setSecret: 'ipaWorkflow.setSecret',
  forgetSecret: 'ipaWorkflow.forgetSecret',
  connectServer: 'ipaWorkflow.connectServer',
  forgetServer: 'ipaWorkflow.forgetServer',
  pushWorkflow: 'ipaWorkflow.pushWorkflow',
  pullWorkflow: 'ipaWorkflow.pullWorkflow',
  startServer: 'ipaWorkflow.startServer',
  stopServer: 'ipaWorkflow.stopServer',
  copyServerHeader: 'ipaWorkflow.copyServerHeader',
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

export const views = {
  executions: 'ipaWorkflow.executions',
  workflows: 'ipaWorkflow.workflows',
  connections: 'ipaWorkflow.connections',
} as const;

export const showExecutionsView = 'ipaWorkflow.executions.focus';

/** Set by the extension, asked for by `when` clauses. */
export const contextKeys = {
  hasLookedForWorkflows: 'ipaWorkflow.hasLookedForWorkflows',
  hasReadExecutions: 'ipaWorkflow.hasReadExecutions',
  hasExecutions: 'ipaWorkflow.hasExecutions',
  hasRunning: 'ipaWorkflow.hasRunning',
  hasInterrupted: 'ipaWorkflow.hasInterrupted',
  hasPaused: 'ipaWorkflow.hasPaused',
  hasApprovals: 'ipaWorkflow.hasApprovals',
  hasElsewhere: 'ipaWorkflow.hasElsewhere',
  hasRetriable: 'ipaWorkflow.hasRetriable',
  isFiltered: 'ipaWorkflow.isFiltered',
  isServing: 'ipaWorkflow.isServing',
  foreignFiles: 'ipaWorkflow.foreignFiles',
} as const;

/** The graph's webview. */
export const graphViewType = 'ipaWorkflow.graph';

/** The graph as an editor of the file. */
export const graphEditorType = 'ipaWorkflow.graphEditor';

export const outputChannelName = 'IPA Workflow';

/** Read-only documents of executions: log, result, inputs and outputs. */
export const executionScheme = 'ipa-execution';

/** Inputs that are edited as JSON, in memory. */
export const inputsScheme = 'ipa-inputs';
