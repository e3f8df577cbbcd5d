/** Hosts that a workflow may reach (threat T6): on the command line what the setting `ipaWorkflow.network.allow` is in VS Code. */
import { isIPv6 } from 'node:net';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Arguments, OptionSpec } from './arguments.ts';

export const networkOption = {
  'network-allow': {
    kind: 'list',
    value: 'HOST,…',
    help: () =>
      t('hosts that workflows may reach, HOST or HOST:PORT: then only these, with passwords also in plain text'),
  },
} satisfies Record<string, OptionSpec>;

/** `host`, `host:port`, `[::1]:port`. */
const entry = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Empty: every host that is not forbidden. The error is a sentence. */
export function allowedHostsOf(args: Arguments): Result<readonly string[], string> {
  const hosts = args.list('network-allow').flatMap((list) => list.split(',').map((host) => host.trim()));
  const wrong = hosts.find((host) => !entry.test(host) && !isIPv6(host));
  return wrong === undefined
    ? ok(hosts)
    : err(t('The option --network-allow wants HOST or HOST:PORT, several with commas between them. Not "{0}".', wrong));
}
