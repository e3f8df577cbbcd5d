import { t } from '../base/l10n.ts';

/** What one is asked to consent to, in a sentence. */
export function consentText(kind: 'command' | 'shell' | 'script' | 'mcp'): string {
  switch (kind) {
    case 'command':
      return t('The workflow wants to start a program.');
    case 'shell':
      return t('The workflow wants to execute a shell text.');
    case 'script':
      return t('The workflow wants to execute a script.');
    case 'mcp':
      return t('The workflow wants to start an MCP server.');
  }
}
