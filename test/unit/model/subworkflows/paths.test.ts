import assert from 'node:assert/strict';
import { pathProblem, resolvePath } from '../../../../src/model/subworkflows/paths.ts';

const relative = 'The path must be relative to the folder of this file.';
const slashes = 'Write the path with "/" between its folders.';
const control = 'The path holds a control character.';
const everywhere = (path: string): string => `"${path}" is not a path that every system can read.`;
const folder = (path: string): string => `"${path}" is a folder, not a file.`;

describe('paths of subworkflows (threat T10)', () => {
  for (const path of [
    'a.workflow.yaml',
    './a.yaml',
    '../a.yaml',
    'x/../../a.yaml',
    'a b/資料.yaml',
    '.hidden/a.yaml',
    '%2e%2e/a.yaml',
    'console.yaml',
    '...a/b',
    '__proto__',
  ])
    it(`may be ${path}`, () => {
      assert.equal(pathProblem(path), undefined);
    });

  for (const [path, problem] of [
    ['/etc/passwd', relative],
    ['//server/share/a.yaml', relative],
    ['C:/a.yaml', relative],
    ['c:a.yaml', relative],
    ['file:///etc/passwd', relative],
    ['FILE:a.yaml', relative],
    ['https://example.com/a.yaml', relative],
    ['vscode-remote:a', relative],
    ['..\\a.yaml', slashes],
    ['\\\\server\\share', slashes],
    ['\\\\?\\C:\\a.yaml', slashes],
    ['x\\..\\a.yaml', slashes],
    ['a\0.yaml', control],
    ['a\n.yaml', control],
    ['\u007f', control],
    ['x/a.yaml:stream', everywhere('x/a.yaml:stream')],
    ['x/nul', everywhere('x/nul')],
    ['CON.yaml', everywhere('CON.yaml')],
    ['com1', everywhere('com1')],
    ['.. /a.yaml', everywhere('.. /a.yaml')],
    ['.../a.yaml', everywhere('.../a.yaml')],
    ['a.yaml.', everywhere('a.yaml.')],
    ['a.yaml ', everywhere('a.yaml ')],
    ['.', folder('.')],
    ['..', folder('..')],
    ['x/', folder('x/')],
    ['x/..', folder('x/..')],
    ['${{ inputs.file }}', 'The path of a subworkflow is a plain text: it may not hold an expression.'],
  ] as const)
    it(`is never ${JSON.stringify(path)}`, () => {
      assert.equal(pathProblem(path), problem);
    });

  for (const [from, path, expected] of [
    ['', 'a.yaml', 'a.yaml'],
    ['main.yaml', './x/./a.yaml', 'x/a.yaml'],
    ['x/a.yaml', 'b.yaml', 'x/b.yaml'],
    ['x/a.yaml', '../b.yaml', 'b.yaml'],
    ['x/a.yaml', '../../b.yaml', '../b.yaml'],
    ['../x/a.yaml', '../../b.yaml', '../../b.yaml'],
    ['x/y/a.yaml', '../..//z/../b.yaml', 'b.yaml'],
  ] as const)
    it(`${path} named in ${from === '' ? 'the root' : from} is ${expected}`, () => {
      assert.equal(resolvePath(from, path), expected);
    });
});
