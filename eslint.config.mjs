import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { deterministicLayers, layers, owners, sizes, webviewImports } from './layers.mjs';

/** Forbids the packages that no place of these files owns; test/architecture looks at each file. */
function ownership(isOurs) {
  return Object.entries(owners)
    .filter(([, places]) => !places.some(isOurs))
    .map(([name, places]) => ({
      regex: `^${name}(/|$)`,
      message: `Only ${places.join(', ')} may import ${name} (layers.mjs).`,
    }));
}

/** Forbids imports of the layers that the table does not give to this one. */
function fence(layer, { imports, node }) {
  const forbidden = Object.keys(layers).filter((other) => other !== layer && !imports.includes(other));
  const patterns = [
    ...ownership((place) => place === `src/${layer}` || place.startsWith(`src/${layer}/`)),
    {
      regex: `^(\\.\\./)+(${[...forbidden, 'extension'].join('|')})(/|\\.ts$)`,
      message: `${layer} may not import this layer (layers.mjs).`,
    },
  ];
  if (!node) patterns.push({ regex: '^node:', message: `${layer} runs without Node (layers.mjs).` });
  return { files: [`src/${layer}/**/*.ts`], rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

const limits = (lines) => ({
  'max-lines': ['error', { max: lines, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: sizes.functionLines, skipBlankLines: true, skipComments: true }],
});

const notFromPort = 'comes through a port (src/engine/ports.ts).';

export default tseslint.config(
  {
    ignores: [
      'dist',
      'out',
      'coverage',
      'node_modules',
      'examples',
      'src/model/schema/generated',
      'src/server/generated',
      'test/fixtures',
      'test/results',
      'test/golden',
      '.vscode-test',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-eval': 'error',
      'no-new-func': 'error',
      eqeqeq: 'error',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Text only by textContent (threat T1).' },
        { property: 'outerHTML', message: 'Text only by textContent (threat T1).' },
        { property: 'insertAdjacentHTML', message: 'Text only by textContent (threat T1).' },
      ],
      ...limits(sizes.source),
    },
  },
  ...Object.entries(layers).map(([layer, rule]) => fence(layer, rule)),
  {
    files: deterministicLayers.map((layer) => `src/${layer}/**/*.ts`),
    ignores: ['src/engine/journal/file*.ts', 'src/engine/journal/lock.ts', 'src/engine/systemPorts.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate', 'performance', 'crypto'].map((name) => ({
          name,
          message: `It ${notFromPort}`,
        })),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: `The time ${notFromPort}`,
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: `The time ${notFromPort}` },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: `Chance ${notFromPort}`,
        },
      ],
    },
  },
  {
    files: ['webview/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...ownership((place) => place.startsWith('webview/')),
            { regex: '^node:', message: 'A webview has no Node.' },
            {
              regex: `src/(?!(${webviewImports.join('|')})/)`,
              message: `A webview imports only ${webviewImports.join(', ')} from src.`,
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      ...limits(sizes.test),
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    rules: limits(sizes.source),
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
