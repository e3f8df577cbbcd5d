/** The tutorial's steps two to five. In a folder with `data/users.db` (`ipa-workflow sample`): `node tutorial.ts`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createAgent, ExecutionService, WorkflowBuilder, WorkflowService } from 'ipa-workflow';

// Step two: the agents
const dbAgent = await createAgent({
  name: 'Database Agent',
  description: '從資料庫獲取資料',
  capabilities: ['database_query'],
  with: { connection: 'sqlite:./data/users.db' },
});
const apiAgent = await createAgent({
  name: 'API Agent',
  description: '從外部 API 獲取資料',
  capabilities: ['api_call'],
});
const cacheAgent = await createAgent({
  name: 'Cache Agent',
  description: '從快取獲取資料',
  capabilities: ['cache_read'],
});
const mergerAgent = await createAgent({
  name: 'Merge Agent',
  uses: 'transform',
  with: { expression: "{ 'users': $distinct([input.fetch_db.rows, input.fetch_api.body, input.fetch_cache.value]) }" },
});

// Step three: the workflow
const workflow = new WorkflowBuilder('data_aggregation_workflow')
  .addStartNode('start')
  .addForkNode('fork_data_sources')
  .addAgentNode('fetch_db', { agentId: dbAgent.id })
  .addAgentNode('fetch_api', { agentId: apiAgent.id })
  .addAgentNode('fetch_cache', { agentId: cacheAgent.id })
  .addJoinNode('join_results', { mode: 'all' })
  .addAgentNode('merge_data', { agentId: mergerAgent.id })
  .addEndNode('end')
  .connect('start', 'fork_data_sources')
  .connect('fork_data_sources', 'fetch_db')
  .connect('fork_data_sources', 'fetch_api')
  .connect('fork_data_sources', 'fetch_cache')
  .connect('fetch_db', 'join_results')
  .connect('fetch_api', 'join_results')
  .connect('fetch_cache', 'join_results')
  .connect('join_results', 'merge_data')
  .connect('merge_data', 'end')
  .build();

const workflowService = new WorkflowService();
const savedWorkflow = await workflowService.create(workflow);
console.log(`Workflow created: ${savedWorkflow.id}`);

// Step four: the execution
const executionService = new ExecutionService();
const inputs = {
  query: 'SELECT * FROM users',
  api_endpoint: 'http://127.0.0.1:8787/users',
  cache_key: 'users_data',
};
const execution = await executionService.start({
  workflowId: savedWorkflow.id,
  inputs,
  timeoutSeconds: 300,
});
console.log(`Execution started: ${execution.id}`);

// Step five: its progress, and what it gives
let status = await executionService.getStatus(execution.id);
while (!status.isTerminal) {
  console.log(`Status: ${status.status}`);
  console.log(`Progress: ${status.progress}%`);
  await sleep(1000);
  status = await executionService.getStatus(execution.id);
}
if (status.status === 'completed') {
  const result = await executionService.getResult(execution.id);
  console.log('Result:', JSON.stringify(result));
} else {
  const errors = await executionService.getErrors(execution.id);
  console.log('Errors:', errors);
}
