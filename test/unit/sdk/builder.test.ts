import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { analyse } from '../../../src/model/project.ts';
import { withTopLevel } from '../../../src/model/syntax/write.ts';
import { Workflow, WorkflowBuilder } from '../../../src/sdk/builder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('WorkflowBuilder', () => {
  it('builds every kind of node with what a file has', () => {
    const workflow = new WorkflowBuilder('all', { timeoutSeconds: 60, outputs: { all: '${{ nodes.tasks.output }}' } })
      .addInput('items', { type: 'array' })
      .addAgent('worker', { uses: 'mock', with: { output: 1 } })
      .addStartNode('start')
      .addApprovalNode('review', { config: { message: 'Go on?' } })
      .addExclusiveNode('choice')
      .addForkNode('fork', { name: 'Apart', config: { error_handling: { on_failure: 'continue', max_retries: 3 } } })
      .addAgentNode('task', { agentId: 'worker', with: { output: 2 } })
      .addForEachNode('tasks', { agentId: 'worker', config: { items: '${{ inputs.items }}' } })
      .addJoinNode('join', { mode: 'any', config: { remaining: 'ignore' } })
      .addDelayNode('rest', { config: { seconds: 1 } })
      .addEndNode('end', { config: { terminate: true } })
      .connect('start', 'review')
      .connect('review', 'choice')
      .connect('choice', 'fork', { condition: 'inputs.items[0] == 1' })
      .connect('choice', 'rest', { default: true, label: 'else' })
      .connect('fork', 'task')
      .connect('fork', 'tasks')
      .connect('task', 'join')
      .connect('tasks', 'join')
      .connect('join', 'end')
      .connect('rest', 'end')
      .build();
    const { diagnostics, executable } = analyse(workflow.toYaml());
    assert.deepEqual(
      diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert(executable);
    assert.equal(JSON.stringify(Workflow.fromYaml(workflow.toYaml())), JSON.stringify(workflow));
    assert.deepEqual(workflow.definition.nodes[3], {
      ...{ id: 'fork', type: 'parallel_gateway', gateway_type: 'fork', name: 'Apart' },
      config: { error_handling: { on_failure: 'continue', max_retries: 3 } },
    });
    assert.deepEqual((workflow.definition.nodes[6] as { config?: object }).config, {
      mode: 'any',
      remaining: 'ignore',
    });
  });

  for (const file of globSync('examples/**/*.workflow.yaml', { cwd: root }))
    it(`reads ${file} and writes what says the same`, () => {
      const text = readFileSync(`${root}/${file}`, 'utf8');
      const again = Workflow.fromYaml(Workflow.fromYaml(text).toYaml());
      assert.deepEqual(again.definition, Workflow.fromYaml(text).definition);
      const plain = ({ definition }: ReturnType<typeof analyse>): unknown =>
        definition.nodes.map(({ id, kind }) => [id, kind]);
      assert.deepEqual(plain(analyse(again.toYaml())), plain(analyse(text)));
    });

  it('says why a text is no workflow', () => {
    assert.throws(() => Workflow.fromYaml('a: [1'), { name: 'WorkflowError', code: 'invalid-workflow' });
  });
});

describe('withTopLevel', () => {
  it('changes what it is told and keeps the rest, comments included', () => {
    const text = '# first\nname: a # here\nagents:\n  # ours\n  own: { uses: mock }\nnodes: []\n';
    assert.equal(
      withTopLevel(text, { agents: { 'An agent': { uses: 'http' } }, timeout_seconds: 5 }),
      '# first\nname: a # here\nagents:\n  # ours\n  own: { uses: mock }\n  An agent:\n    uses: http\nnodes: []\ntimeout_seconds: 5\n',
    );
  });
});
