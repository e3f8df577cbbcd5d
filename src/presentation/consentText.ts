import { t } from '../base/l10n.ts';
import { safeLine } from './safeText.ts';

type Kind = 'command' | 'shell' | 'script' | 'mcp';

/** Who asks for consent. */
export interface Asking {
  /** The workflow's name. */
  readonly workflow: string;
  readonly nodeId: string;
}

/** What one is asked to consent to, in a sentence. @param asking undefined where the reader knows */
export function consentText(kind: Kind, asking?: Asking): string {
  if (asking) return textWith(kind, safeLine(asking.workflow, 100), safeLine(asking.nodeId, 100));
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

function textWith(kind: Kind, workflow: string, node: string): string {
  switch (kind) {
    case 'command':
      return t('The workflow "{0}" wants to start a program for its node "{1}".', workflow, node);
    case 'shell':
      return t('The workflow "{0}" wants to execute a shell text for its node "{1}".', workflow, node);
    case 'script':
      return t('The workflow "{0}" wants to execute a script for its node "{1}".', workflow, node);
    case 'mcp':
      return t('The workflow "{0}" wants to start an MCP server for its node "{1}".', workflow, node);
  }
}
