/** The tutorial's last part: a fork whose branches may fail; events as they happen, and a cancellation. `node errorHandling.ts` */
import { ExecutionService, openWorkspace, WorkflowBuilder, WorkflowService } from 'ipa-workflow';

const workspace = openWorkspace();

const workflow = new WorkflowBuilder('robust_workflow')
  .addAgent('steady', { uses: 'mock', with: { output: 'here', delay_seconds: 0.1 } })
  .addAgent('flaky', { uses: 'mock', with: { output: 'at last', fail: { first: 2 } } })
  .addStartNode('start')
  .addForkNode('fork', {
    config: {
      error_handling: {
        on_failure: 'continue',
        max_retries: 3,
        retry: { delay_seconds: 0.1 },
      },
    },
  })
  .addAgentNode('one', { agentId: 'steady' })
  .addAgentNode('other', { agentId: 'flaky' })
  .addJoinNode('join', { mode: 'all' })
  .addEndNode('end')
  .connect('start', 'fork')
  .connect('fork', 'one')
  .connect('fork', 'other')
  .connect('one', 'join')
  .connect('other', 'join')
  .connect('join', 'end')
  .build();

const saved = await new WorkflowService(workspace).create(workflow);
const executions = new ExecutionService(workspace);

const stop = new AbortController();
const { id } = await executions.start({ workflowId: saved.id, signal: stop.signal });
for await (const event of executions.events(id)) {
  if (event.type === 'attemptFailed') console.log(`${event.node_id}, attempt ${event.attempt}: ${event.error.message}`);
  // Whoever waits no longer: stop.abort();
}
console.log('Result:', JSON.stringify(await executions.getResult(id)));
workspace.dispose();
