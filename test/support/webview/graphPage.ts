/**
 * The graph's real bundle in a real Chromium, behind the policy that the extension gives it (threat T1). VS Code is a stub; its
 * default themes' values are real ones.
 */
import { buildSync } from 'esbuild';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { GraphHostMessage, GraphViewMessage } from '../../../src/protocol/graph.ts';
import themes from './themes.json' with { type: 'json' };

export type Theme = keyof typeof themes;

export interface GraphPageOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  readonly forcedColors?: boolean;
  /** What VS Code kept from an earlier time. */
  readonly kept?: unknown;
  /** A script that the page has before its own. */
  readonly script?: string;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const address = 'http://webview.test/';
const nonce = 'dGhlIG5vbmNlIG9mIGEgdGVzdA==';
const patienceMs = 20_000;

export class GraphPage {
  readonly page: Page;
  /** What the view sent, in order; `forget` empties it. */
  readonly sent: GraphViewMessage[] = [];
  /** What must stay empty: violations of the policy, requests, dialogs, errors. */
  readonly wrong: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
  }

  static async open(browser: Browser, options: GraphPageOptions = {}): Promise<GraphPage> {
    const context = await browser.newContext({
      viewport: { width: options.width ?? 900, height: options.height ?? 700 },
      reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
      forcedColors: options.forcedColors === true ? 'active' : 'none',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    const view = new GraphPage(context, page);
    await view.#prepare(options);
    await page.goto(address);
    await view.#untilLoaded();
    return view;
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.#untilLoaded();
  }

  /** Brings messages of the host, each handled before the next; ends when the page has drawn what they say. */
  async receive(...messages: readonly (GraphHostMessage | object | string | number | null)[]): Promise<void> {
    await this.page.evaluate((all) => {
      const { receive } = globalThis as unknown as { receive: (message: unknown) => void };
      for (const message of all) receive(message);
    }, messages);
    await this.frame();
  }

  /** The next message that the view sends, or one that it has sent since `forget`. */
  async untilSent(isWanted: (message: GraphViewMessage) => boolean): Promise<GraphViewMessage> {
    const wanted = (): GraphViewMessage | undefined => this.sent.find(isWanted);
    await this.until('it was sent', () => Promise.resolve(wanted() !== undefined)).catch((error: unknown) => {
      throw new Error(`Sent is only ${JSON.stringify(this.sent)}`, { cause: error });
    });
    return wanted()!;
  }

  /** Ends when it holds; the page draws between two looks. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`It did not come about that ${what}`);
      await this.frame();
    }
  }

  /** What the view would find after a reload. */
  async kept(): Promise<unknown> {
    const text = await this.page.evaluate(() => {
      const { sessionStorage } = globalThis as unknown as { sessionStorage: Storage };
      return sessionStorage.getItem('kept');
    });
    return JSON.parse(text ?? 'null');
  }

  forget(): void {
    this.sent.length = 0;
  }

  /** Ends when the page has drawn once more. */
  async frame(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const { requestAnimationFrame: next } = globalThis as unknown as {
            requestAnimationFrame: (f: () => void) => void;
          };
          next(() => {
            next(resolve);
          });
        }),
    );
  }

  locator(selector: string): Locator {
    return this.page.locator(selector);
  }

  node(id: string): Locator {
    return this.locator(`[data-node-id=${JSON.stringify(id)}]`);
  }

  /** Of all that fit, in the document's order. */
  async attributes(selector: string, name: string): Promise<(string | null)[]> {
    return this.locator(selector).evaluateAll(
      (elements: readonly PageElement[], wanted) => elements.map((element) => element.getAttribute(wanted)),
      name,
    );
  }

  /** A computed style of the first of them. */
  async styleOf(selector: string, property: string): Promise<string> {
    return this.locator(selector)
      .first()
      .evaluate((element: unknown, name) => {
        const { getComputedStyle } = globalThis as unknown as {
          getComputedStyle: (element: unknown) => { getPropertyValue(name: string): string };
        };
        return getComputedStyle(element).getPropertyValue(name);
      }, property);
  }

  /** A class of the body, as VS Code sets it. */
  async setClass(name: string, isSet: boolean): Promise<void> {
    await this.page.evaluate(
      ([changed, force]) => {
        (globalThis as unknown as { document: PageDocument }).document.body.classList.toggle(changed, force);
      },
      [name, isSet] as const,
    );
  }

  async screenshot(name: string): Promise<void> {
    const folder = path.join(root, 'test/results/webview');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  /** As VS Code does it: the theme's values on the root, its kind on the body. */
  async setTheme(theme: Theme): Promise<void> {
    await this.page.evaluate(applyTheme, themeArguments(theme));
  }

  async #untilLoaded(): Promise<void> {
    await this.locator('body.loaded')
      .waitFor()
      .catch((error: unknown) => {
        throw new Error(`The page did not start. ${this.wrong.join('; ')}`, { cause: error });
      });
  }

  async #prepare({ theme = 'dark', kept, script }: GraphPageOptions): Promise<void> {
    const { page } = this;
    await page.exposeFunction('told', (event: 'sent' | 'forbidden', value: unknown) => {
      if (event === 'sent') this.sent.push(value as GraphViewMessage);
      else this.wrong.push(`policy: ${String(value)}`);
    });
    page.on('dialog', (dialog) => {
      this.wrong.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => this.wrong.push(`error: ${String(error.stack)}`));
    page.on('console', (line) => {
      if (line.type() === 'error' || line.type() === 'warning') this.wrong.push(`console: ${line.text()}`);
    });
    await page.route('**', async (route) => {
      const url = route.request().url();
      const file = served(url, theme);
      if (file) await route.fulfill(file);
      else {
        this.wrong.push(`request: ${url}`);
        await route.abort();
      }
    });
    await page.addInitScript({ content: stub() });
    if (script !== undefined) await page.addInitScript({ content: script });
    if (kept !== undefined)
      await page.addInitScript((state) => {
        const { sessionStorage } = globalThis as unknown as { sessionStorage: Storage };
        if (sessionStorage.getItem('kept') === null) sessionStorage.setItem('kept', state);
      }, JSON.stringify(kept));
  }
}

/** What the page's own types would say; they are not known here. */
interface PageElement {
  getAttribute(name: string): string | null;
}

interface Storage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

interface Served {
  readonly body: string;
  readonly contentType: string;
}

function served(url: string, theme: Theme): Served | undefined {
  switch (url) {
    case address:
      return { body: pageText(theme), contentType: 'text/html; charset=utf-8' };
    case `${address}graph.js`:
      return { body: bundle('graph.js'), contentType: 'text/javascript; charset=utf-8' };
    case `${address}graph.css`:
      return { body: bundle('graph.css'), contentType: 'text/css; charset=utf-8' };
    case `${address}favicon.ico`:
      return { body: '', contentType: 'image/x-icon' };
    default:
      return undefined;
  }
}

function bundle(name: string): string {
  const file = path.join(root, 'dist/webview', name);
  if (!existsSync(file)) throw new Error(`${file} is missing: npm run build`);
  return readFileSync(file, 'utf8');
}

let stubText: string | undefined;

function stub(): string {
  stubText ??= buildSync({
    entryPoints: [fileURLToPath(new URL('../../webview/browser/vscodeApi.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'silent',
  }).outputFiles[0]!.text;
  return stubText;
}

/** What VS Code puts around every webview, and our page in it. */
function pageText(theme: Theme): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${address} 'nonce-${nonce}'`,
    `img-src ${address} data:`,
    `font-src ${address}`,
  ].join('; ');
  const { id, classes, variables } = themes[theme];
  const values = Object.entries(variables).map(([name, value]) => `--vscode-${name}: ${value};`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<title>Graph</title>
<style nonce="${nonce}">:root { ${values.join(' ')} ${fonts} }
@layer vscode-default { body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); } }</style>
<link rel="stylesheet" href="${address}graph.css">
</head>
<body class="${classes.join(' ')}" data-vscode-theme-id="${id}" role="document">
<script nonce="${nonce}" src="${address}graph.js"></script>
</body>
</html>`;
}

const fonts =
  '--vscode-font-family: system-ui, "Ubuntu", "Droid Sans", sans-serif; --vscode-font-weight: normal; --vscode-font-size: 13px;';

type ThemeArguments = readonly [id: string, classes: readonly string[], values: readonly (readonly [string, string])[]];

function themeArguments(theme: Theme): ThemeArguments {
  const { id, classes, variables } = themes[theme];
  return [id, classes, Object.entries(variables)];
}

/** Runs in the page. */
function applyTheme([id, classes, values]: ThemeArguments): void {
  const { document } = globalThis as unknown as { document: PageDocument };
  for (const [name, value] of values) document.documentElement.style.setProperty(`--vscode-${name}`, value);
  const loaded = document.body.classList.contains('loaded') ? ['loaded'] : [];
  document.body.className = [...classes, ...loaded].join(' ');
  document.body.dataset['vscodeThemeId'] = id;
}

interface PageDocument {
  readonly documentElement: { readonly style: { setProperty(name: string, value: string): void } };
  readonly body: {
    className: string;
    readonly classList: { contains(name: string): boolean; toggle(name: string, force: boolean): void };
    readonly dataset: Record<string, string>;
  };
}
