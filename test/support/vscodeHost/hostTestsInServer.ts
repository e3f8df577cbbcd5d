/** Runs one launch of the host suites in the installed VS Code: a server, a browser that opens its workbench, the extension from the tree. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { type Launch, makeWorkspace, ResultPrinter, root, runnerFile, type Totals } from './hostTests.ts';
import type { Host } from './install.ts';
import { startServer } from './server.ts';

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
  const workspace = makeWorkspace(files, grep);
  const server = await startServer(host, {
    trust: launch.untrusted,
    smokeTestDriver: true,
    settings: launch.settings,
    env: { HOST_TESTS: JSON.stringify(workspace.job) },
  });
  const printer = new ResultPrinter(workspace.job.resultsFile);
  let ended = `nothing more within ${limitMs / 60_000} minutes.`;
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const exit = exitOf(page, results);
    const remote = (file: string): string => `vscode-remote://${server.authority}${file}`;
    await page.goto(
      server.url(workspace.folder, [
        ['extensionDevelopmentPath', remote(root.replace(/\/$/, ''))],
        ['extensionTestsPath', remote(runnerFile)],
      ]),
    );
    ended = (await exit) ?? ended;
    await page.screenshot({ path: path.join(results, 'end.png') });
  } catch (error) {
    ended = error instanceof Error ? error.message : String(error);
  } finally {
    await browser.close();
    cpSync(server.logFile, path.join(results, 'server.log'));
    await server.stop();
  }
  const totals = printer.finish(`${ended} See ${path.relative(root, results)}.`);
  workspace.dispose();
  return totals;
}

/** How the run ended in words, or nothing when the time was up. Keeps the browser's console and VS Code's logs beside it. */
async function exitOf(page: Page, results: string): Promise<string | undefined> {
  const console: string[] = [];
  page.on('console', (message) => console.push(`${message.type()} ${message.text()}`));
  const ended = new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => {
      resolve(undefined);
    }, limitMs);
    page.on('close', () => {
      clearTimeout(timer);
      resolve('the page was closed.');
    });
    void page.exposeFunction('codeAutomationExit', (code: number, logs: unknown) => {
      clearTimeout(timer);
      writeFileSync(path.join(results, 'vscode-logs.json'), JSON.stringify(logs, null, 1));
      resolve(`VS Code ended with ${code}.`);
    });
  });
  await page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[] = []) => {
    console.push(`${type} ${args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ')}`);
  });
  const how = await ended;
  writeFileSync(path.join(results, 'console.log'), console.join('\n'));
  return how;
}
