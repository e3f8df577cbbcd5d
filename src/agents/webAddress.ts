import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { withoutPassword } from '../network/origin.ts';

/**
 * An address that a workflow or a connection names for a client of HTTP. None of it is secret (threat T8): addresses stand in the logs
 * of servers and proxies, and in errors. The error is a sentence without what is.
 *
 * @param place the setting in which a password belongs instead
 */
export function webAddress(
  written: string,
  holdsSecret: (text: string) => boolean,
  place: 'api_key' | 'headers',
): Result<URL, string> {
  if (!URL.canParse(written)) return err(notAnAddress(written));
  const url = new URL(written);
  if (url.username !== '' || url.password !== '')
    return err(
      t(
        'The address of "{0}" holds a user or a password. Leave them out, and write "{1}" with {2} instead.',
        url.host,
        place,
        '${{ secrets.NAME }}',
      ),
    );
  return holdsSecret(url.href) ? err(secretInAddress()) : ok(url);
}

export function notAnAddress(written: string): string {
  return t('"{0}" is not an address. It begins with http:// or https://.', withoutPassword(written));
}

export function secretInAddress(): string {
  return t('The address holds a secret, and addresses stand in the logs of servers and proxies. Send it in a header.');
}
