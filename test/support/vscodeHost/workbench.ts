/**
 * VS Code as a person uses it: the packaged extension installed, trust and notifications as they are by default, clicks and keys
 * through Playwright. One `Workbench` is one window on one folder. Start it with `npm run test:ui`, which packages first.
 */
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { installHost } from './install.ts';
import { makeScratch, type Server, startServer } from './server.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const screenshots = path.join(root, 'test/results/screenshots');
/** Pictures of the documentation, made again when `UPDATE_IMAGES` is set (`npm run docs:images`). */
const images = path.join(root, 'docs/images');

/** Loaded machines are slow; a limit only bounds what fails. */
const patienceMs = 60_000;

export interface WorkbenchOptions {
  /** Folder whose copy is opened; an absolute path or one from the root, e.g. `examples/tutorial`. */
  readonly folder: string;
  /** Files of the copy that have another text, by their paths in it. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the person answers when VS Code asks whether to trust the folder. */
  readonly trust: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** VS Code's own, one of each kind, and what the window's class has of its file. */
export const themes = {
  light: { name: 'Light Modern', file: 'light_modern' },
  dark: { name: 'Dark Modern', file: 'dark_modern' },
  'high-contrast': { name: 'Default High Contrast', file: 'hc_black' },
  'high-contrast-light': { name: 'Default High Contrast Light', file: 'hc_light' },
} as const;

export type ThemeKind = keyof typeof themes;

export const themeKinds = Object.keys(themes) as readonly ThemeKind[];

export class Workbench {
  /** For what has no method here. */
  readonly page: Page;
  /** The copy of the folder that is open. */
  readonly folder: string;
  readonly #server: Server;
  readonly #browser: Browser;

  private constructor(page: Page, folder: string, server: Server, browser: Browser) {
    this.page = page;
    this.folder = folder;
    this.#server = server;
    this.#browser = browser;
  }

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const host = await installHost(console.error);
    const scratch = makeScratch();
    const folder = path.join(scratch, path.basename(options.folder));
    cpSync(path.resolve(root, options.folder), folder, { recursive: true });
    for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(path.join(folder, name), text);
    const server = await startServer(host, {
      scratch,
      trust: true,
      vsix: packaged(),
      settings: { 'security.workspace.trust.startupPrompt': 'always', ...options.settings },
    });
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(patienceMs);
    const workbench = new Workbench(page, folder, server, browser);
    try {
      await page.goto(server.url(folder));
      await workbench.#answerTrust(options.trust);
    } catch (error) {
      await workbench.screenshot('opening-failed');
      await workbench.close();
      throw error;
    }
    return workbench;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }

  /**
   * By its command: a reload of the page alone may come before VS Code has kept which editors are open. The new page is held until
   * the extension host of the old one is gone: VS Code starts the next one without waiting for that.
   */
  async reload(): Promise<void> {
    const owners = this.#owners();
    let held = 0;
    await this.page.route(
      ({ pathname }) => pathname === '/',
      async (route) => {
        held += 1;
        await Promise.all(owners.map(untilGone));
        await route.continue();
      },
      { times: 1 },
    );
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
    if (held !== 1) throw new Error('The page was loaded without being held.');
    await this.activityBarIcon('Explorer').waitFor();
  }

  /** The processes that run executions of the folder, or did: their locks name them. */
  #owners(): readonly number[] {
    const scratch = path.dirname(this.folder);
    const locks = globSync('host/**/executions/*/*/lock-*', { cwd: scratch });
    return locks.map((lock) => (JSON.parse(readFileSync(path.join(scratch, lock), 'utf8')) as { pid: number }).pid);
  }

  async #answerTrust(trust: boolean): Promise<void> {
    const answer = trust ? /Yes, I trust/ : /No, I don't trust/;
    await this.page.locator('.monaco-dialog-box').getByRole('button', { name: answer }).click();
    await this.page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
  }

  activityBarIcon(title: string): Locator {
    return this.page.locator(`.activitybar a.action-label[aria-label^="${title}"]`);
  }

  /** Shows a container of the activity bar, e.g. `Workflows`; nothing when it is shown already. */
  async showContainer(title: string): Promise<void> {
    const item = this.page.locator('.activitybar .action-item', {
      has: this.page.locator(`a.action-label[aria-label^="${title}"]`),
    });
    await item.waitFor();
    // While the window loads nothing is marked as shown yet, and a click on what is shown hides it.
    await this.page.locator('.activitybar .action-item.checked').first().waitFor();
    if (!((await item.getAttribute('class')) ?? '').includes('checked')) await item.click();
    await this.page.locator('.part.sidebar .composite.title', { hasText: new RegExp(title, 'i') }).waitFor();
  }

  /** Opens a file of the folder by double clicks in the explorer, e.g. `sub/a.workflow.yaml`. */
  async openFile(relativePath: string): Promise<void> {
    await this.showContainer('Explorer');
    const names = relativePath.split('/');
    for (const name of names.slice(0, -1)) {
      const row = this.#explorerRow(name);
      await row.waitFor();
      if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click();
    }
    const name = names.at(-1) ?? '';
    await this.#explorerRow(name).dblclick();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    // The tab is there before its text: until then the editor shows the text before, with its lenses and squiggles.
    await this.page
      .locator(`.editor-group-container.active .monaco-editor[data-uri$="/${relativePath}"] .view-line`)
      .first()
      .waitFor();
  }

  #explorerRow(name: string): Locator {
    return this.page.locator('.explorer-viewlet').getByRole('treeitem', { name, exact: true });
  }

  /** What the status bar says about the language of the active editor. */
  languageMode(): Locator {
    return this.page.locator('.statusbar-item[id="status.editor.mode"]');
  }

  /** Runs a command by its title, e.g. `Workflow: New Workflow`. The input stays open for a command that asks more. */
  async command(title: string): Promise<void> {
    const input = this.quickInput();
    // A key pressed while the workbench is still loading is lost; one that it hears late empties what was typed meanwhile,
    // and an input that is about to close takes nothing.
    for (let tries = 0; ; tries += 1) {
      if (!(await input.isVisible())) await this.page.keyboard.press('F1');
      try {
        await input.waitFor({ timeout: 2000 });
        await input.fill(`>${title}`, { timeout: 2000 });
        await this.#focusedPick(title).waitFor({ timeout: 5000 });
        break;
      } catch (error) {
        if (tries === 10) throw error;
      }
    }
    await this.#accept(title);
  }

  #focusedPick(text: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text });
  }

  /** By the keyboard, once it is on the row: rows move while they are filtered, and a click may hit another one. */
  async #accept(text: string): Promise<void> {
    await this.#focusedPick(text).waitFor();
    await this.quickInput().press('Enter');
  }

  quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  quickPickRow(text: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  }

  /** CodeLenses by a part of their text. */
  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** A button in the title of the active editor. */
  editorAction(title: string): Locator {
    return this.page.locator(`.editor-group-container.active .editor-actions a.action-label[aria-label^="${title}"]`);
  }

  /** Squiggles: `error`, `warning` or `info`. */
  squiggles(severity: 'error' | 'warning' | 'info'): Locator {
    return this.page.locator(`.squiggly-${severity}`);
  }

  /** Rows of a view in the side bar, by a part of their text. */
  treeRow(text: string | RegExp, view = 'Executions'): Locator {
    const pane = this.page.locator('.part.sidebar .pane', {
      has: this.page.locator('.pane-header', { hasText: view }),
    });
    return pane.locator('.monaco-list-row', { hasText: text });
  }

  /**
   * A button on a tree's row, by its title; shown while the pointer is over the row. A row is made anew when its
   * state changes: a press on one button and its release on the next is no click, and the person presses again.
   */
  async clickRowAction(row: Locator, title: string): Promise<void> {
    const button = `a.action-label[aria-label^="${title}"]`;
    // In the browser; this program's types know no DOM.
    await this.page.evaluate(`document.addEventListener('click', ({ target }) => {
      if (target.closest(${JSON.stringify(button)})) window.clickHeard = true;
    }, true); window.clickHeard = false;`);
    await row.hover();
    do await row.locator(button).click();
    while ((await this.page.evaluate('window.clickHeard')) !== true);
  }

  /**
   * An item of a row's context menu, by its title. Chosen by Enter once the pointer has put it in focus: for a moment after it
   * opened, a menu takes no click, since the button that opened it may not have been let go yet.
   */
  async chooseFromMenu(row: Locator, title: string): Promise<void> {
    await row.click({ button: 'right' });
    const menu = this.page.locator('.monaco-menu');
    await menu.getByText(title, { exact: true }).hover();
    await menu.locator('.action-item.focused', { hasText: title }).waitFor();
    await this.page.keyboard.press('Enter');
    await menu.waitFor({ state: 'hidden' });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item', { hasText: text });
  }

  async closeNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.page.locator('.notification-list-item').first().waitFor({ state: 'hidden' });
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** Shows an output channel; gives its text as it is now, what is out of view left out. */
  async output(channel: string): Promise<string> {
    await this.command('Output: Show Output Channels...');
    await this.quickPickRow(channel).first().click();
    const lines = this.page.locator('.part.panel .output-view .view-lines, .part.panel .view-lines').first();
    await lines.waitFor();
    return (await lines.innerText()).replaceAll('\u00a0', ' ');
  }

  /** The inside of the webview that is shown. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Kept in test/results/screenshots under `NAME.png`. */
  /** Changes the window's theme to one of {@link themes}, as a setting of the folder. */
  async useTheme(kind: ThemeKind): Promise<void> {
    const settings = path.join(this.folder, '.vscode/settings.json');
    mkdirSync(path.dirname(settings), { recursive: true });
    writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': themes[kind].name }));
    await this.page.locator(`.monaco-workbench[class*="${themes[kind].file}"]`).waitFor();
  }

  /** Takes the pointer off whatever explains itself. */
  async withoutTooltips(): Promise<void> {
    await this.page.mouse.move(0, 0);
    await this.page.locator('.workbench-hover').first().waitFor({ state: 'hidden' });
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }

  /** A screenshot that the documentation shows too. */
  async documentationImage(name: string): Promise<void> {
    await this.screenshot(name);
    if (process.env['UPDATE_IMAGES'] === '1')
      cpSync(path.join(screenshots, `${name}.png`), path.join(images, `${name}.png`));
  }
}

/** In `afterEach(…)`: a picture of the window when the test failed, named after it. */
export async function screenshotFailure(
  test: Mocha.Runnable | undefined,
  workbench: Workbench | undefined,
): Promise<void> {
  if (test?.isFailed() !== true) return;
  const name = test.fullTitle().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  await workbench?.screenshot(`failed-${name}`);
}

async function untilGone(pid: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (isRunning(pid)) {
    if (Date.now() > deadline) throw new Error(`The process ${pid} does not end.`);
    await delay(20);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function packaged(): string {
  const [vsix] = globSync(path.join(root, 'out/*.vsix'));
  if (vsix === undefined || !existsSync(vsix)) throw new Error('There is no .vsix. Run: npm run test:ui');
  return vsix;
}
