/** Installs the VS Code that the tests and `npm run code` use, and says where it is; also whether a browser is there. */
import { installHost } from '../test/support/vscodeHost/install.ts';
import { findBrowser } from '../test/support/vscodeHost/browser.ts';

try {
  const host = await installHost((line) => console.error(line));
  console.log(`VS Code: ${host.folder}\nBrowser: ${findBrowser()}`);
} catch (error) {
  if (error.name !== 'MissingError') throw error;
  console.error(error.message);
  process.exitCode = 1;
}
