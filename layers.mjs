/**
 * The layers of `src`, and what each may import. ESLint (eslint.config.mjs) and test/architecture read this one table.
 *
 * A layer may always import itself. `packages` names the npm packages (and `node:` modules) that a layer may use; `owners`
 * names the only folder or file that may import a package at all.
 */
export const layers = {
  base: { imports: [], node: false },
  network: { imports: ['base'], node: true },
  protocol: { imports: ['base'], node: false },
  model: { imports: ['base'], node: false },
  language: { imports: ['base', 'model', 'protocol'], node: false },
  layout: { imports: ['base', 'model', 'protocol'], node: false },
  engine: { imports: ['base', 'model', 'protocol'], node: true },
  agents: { imports: ['base', 'model', 'protocol', 'language', 'layout', 'engine', 'network'], node: true },
  presentation: { imports: ['base', 'model', 'protocol', 'language', 'layout', 'engine'], node: false },
  sdk: { imports: ['base', 'model', 'protocol', 'language', 'layout', 'engine', 'network', 'agents'], node: true },
  remote: { imports: ['base', 'model', 'protocol', 'language', 'layout', 'engine', 'network'], node: true },
  server: {
    imports: ['base', 'model', 'protocol', 'language', 'layout', 'engine', 'network', 'agents', 'sdk'],
    node: true,
  },
  debug: { imports: ['base', 'model', 'protocol', 'language', 'layout', 'engine'], node: true },
  vscode: {
    imports: [
      'base',
      'model',
      'protocol',
      'language',
      'layout',
      'engine',
      'network',
      'agents',
      'presentation',
      'sdk',
      'remote',
      'server',
      'debug',
    ],
    node: true,
  },
  cli: {
    imports: [
      'base',
      'model',
      'protocol',
      'language',
      'layout',
      'engine',
      'network',
      'agents',
      'presentation',
      'sdk',
      'remote',
      'server',
      'debug',
    ],
    node: true,
  },
};

/** Packages that only one place may import: path prefixes relative to the project's root. */
export const owners = {
  vscode: ['src/vscode', 'src/extension.ts', 'test/host', 'test/support/vscode'],
  yaml: ['src/model/syntax', 'src/cli', 'test'],
  '@actions/expressions': ['src/model/expressions', 'test'],
  elkjs: ['src/layout', 'scripts', 'test'],
  ajv: ['scripts', 'src/engine/inputs', 'src/agents/llm', 'test'],
  '@vscode/webview-ui-toolkit': ['webview/shared/controls.ts'],
  'd3-zoom': ['webview/graph'],
  'd3-selection': ['webview/graph'],
  jsonata: ['src/agents/transform', 'test'],
  'sql.js': ['src/agents/sql', 'test'],
  pg: ['src/agents/sql', 'test'],
  '@redis/client': ['src/agents/cache', 'test'],
  '@modelcontextprotocol/client': ['src/agents/mcp', 'test'],
  '@modelcontextprotocol/server': ['test'],
  openai: ['src/agents/llm', 'test'],
  'find-my-way': ['src/server', 'test'],
  'eventsource-parser': ['src/remote', 'test'],
};

/** What the browser side may import from `src`. */
export const webviewImports = ['base', 'protocol', 'presentation'];

/** Time, randomness and ids reach these layers through ports only (src/engine/ports.ts). */
export const deterministicLayers = ['base', 'protocol', 'model', 'language', 'layout', 'presentation', 'engine'];

/** Lines a file may have before lint fails, and the files (tables, generated code) that may have more. */
export const sizes = {
  source: 500,
  test: 600,
  functionLines: 60,
  exempt: ['src/model/schema/generated/', 'src/server/generated/'],
};
