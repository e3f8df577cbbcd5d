/** Runs one launch of the host suites in the installed VS Code: a server, a browser that opens its workbench, the extension from the tree. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { type Launch, makeWorkspace, ResultPrinter, root, runnerFile, type Totals } from './hostTests.ts';
import type { Host } from './install.ts';
import { makeScratch, type Server, startServer } from './server.ts';

/** The longest that one launch may take. */
const limitMs = 10 * 60_000;

/** @param files the suites, bundled */
export async function runInServer(
  host: Host,
  launch: Launch,
  files: readonly string[],
  grep?: string,
): Promise<Totals> {
  const results = path.join(root, 'test/results/host', launch.name.replaceAll(' ', '-'));
  mkdirSync(results, { recursive: true });
  const scratch = makeScratch();
  const workspace = makeWorkspace(scratch, launch, files, grep);
  const server = await startServer(host, {
    scratch,
    trust: launch.untrusted,
    smokeTestDriver: true,
    settings: launch.settings,
    ...(launch.beside === undefined ? {} : { unpacked: path.join(root, launch.beside) }),
    env: { HOST_TESTS: JSON.stringify(workspace.job) },
  });
  const printer = new ResultPrinter(workspace.job.resultsFile);
  try {
    const ended = await runInBrowser(server, workspace.folder, results).catch(String);
    return printer.finish(`${ended} See ${path.relative(root, results)}.`);
  } finally {
    cpSync(server.logFile, path.join(results, 'server.log'));
    await server.stop();
  }
}

/** Opens the workbench, which runs the suites; gives how that ended, in words. */
async function runInBrowser(server: Server, folder: string, results: string): Promise<string> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const exit = exitOf(page, results);
    const remote = (file: string): string => `vscode-remote://${server.authority}${file}`;
    await page.goto(
      server.url(folder, [
        ['extensionDevelopmentPath', remote(root.replace(/\/$/, ''))],
        ['extensionTestsPath', remote(runnerFile)],
      ]),
    );
    const ended = await exit;
    await page.screenshot({ path: path.join(results, 'end.png') });
    return ended;
  } finally {
    await browser.close();
  }
}

/** Waits until VS Code ends the tests or the time is up. Keeps the browser's console and VS Code's logs beside the results. */
async function exitOf(page: Page, results: string): Promise<string> {
  const console: string[] = [];
  page.on('console', (message) => console.push(`${message.type()} ${message.text()}`));
  const exposed = page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[] = []) => {
    console.push(`${type} ${args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ')}`);
  });
  const ended = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(`Nothing more happened within ${limitMs / 60_000} minutes.`);
    }, limitMs);
    const exit = page.exposeFunction('codeAutomationExit', (code: number, logs: unknown) => {
      clearTimeout(timer);
      writeFileSync(path.join(results, 'vscode-logs.json'), JSON.stringify(logs, null, 1));
      resolve(`VS Code ended with ${code}.`);
    });
    exit.catch(reject);
  });
  await exposed;
  try {
    return await ended;
  } finally {
    writeFileSync(path.join(results, 'console.log'), console.join('\n'));
  }
}
