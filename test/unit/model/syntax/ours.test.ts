import assert from 'node:assert/strict';
import { hasNodes, isOurs } from '../../../../src/model/syntax/ours.ts';
import { parse } from '../../../../src/model/syntax/parse.ts';

const ours: Readonly<Record<string, string>> = {
  'an empty file': '',
  'a file of comments': '# later\n',
  'a file that is being begun': 'name: a\n',
  'a file with nodes': 'nodes:\n  - { id: start }\n',
  'a file with edges only': 'edges: []\n',
  'a file with nodes beside keys of other products': 'on: push\nkind: Workflow\nnodes: []\n',
  'a text that is no map yet': 'nam',
  'a file with keys of its own': 'x-owner: me\ninputs: {}\n',
};

const foreign: Readonly<Record<string, string>> = {
  'GitHub Actions': 'name: ci\non: push\njobs:\n  build:\n    steps: []\n',
  'triggers and actions': 'trigger: { type: manual }\nactions: []\n',
  'a resource of Kubernetes': 'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n',
  'a kind alone': 'kind: workflow\nname: a\n',
  steps: 'name: a\nsteps:\n  - run: ls\n',
  jobs: 'jobs: {}\n',
  'a state machine': 'states: {}\n',
  tasks: 'tasks: []\n',
  stages: 'stages: [build]\n',
  'a dag with a map of nodes': 'dag: {}\nnodes: { a: {} }\n',
};

describe('files with our suffix', () => {
  for (const [what, text] of Object.entries(ours))
    it(`are ours: ${what}`, () => {
      assert(isOurs(parse(text)));
    });

  for (const [what, text] of Object.entries(foreign))
    it(`are not ours: ${what}`, () => {
      assert(!isOurs(parse(text)));
    });

  it('stay ours while their first node is typed', () => {
    const text = 'name: a\nnodes:\n  - id: start\n    type: start\n';
    for (let length = 0; length <= text.length; length++) assert(isOurs(parse(text.slice(0, length))), String(length));
  });
});

describe('hasNodes', () => {
  it('wants one item at least', () => {
    assert(hasNodes(parse('nodes:\n  - { id: start }\n')));
    assert(!hasNodes(parse('nodes: []\n')));
    assert(!hasNodes(parse('nodes: { a: {} }\n')));
    assert(!hasNodes(parse('')));
  });
});
