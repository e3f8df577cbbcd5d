import path from 'node:path';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { withoutPassword } from '../../network/origin.ts';
import { realPath } from '../realPath.ts';

export interface ConnectionRules {
  /** Named connections from the settings: name to URL. What they name may lie anywhere. */
  readonly connections: Readonly<Record<string, string>>;
  readonly workspaceFolders: readonly string[];
}

/** What a `connection` means. `name`: the user's settings have it. `inWorkspace`: `file` is a real path, and is to stay one. */
export type SqlConnection =
  | { readonly kind: 'sqlite'; readonly file: string; readonly inWorkspace: boolean }
  | { readonly kind: 'postgres'; readonly url: string; readonly name: string | undefined };

/** The error is a sentence for people. */
export function resolveConnection(
  written: string,
  baseDirectory: string | undefined,
  { connections, workspaceFolders }: ConnectionRules,
): Result<SqlConnection, string> {
  const named = Object.hasOwn(connections, written) ? connections[written] : undefined;
  const url = named ?? written;
  if (/^postgres(ql)?:/i.test(url))
    return ok({ kind: 'postgres', url, name: named === undefined ? undefined : written });
  const file = /^sqlite:(?:\/\/(?=\/))?(.+)$/i.exec(url)?.[1];
  if (file === undefined)
    return err(
      t(
        'There is no connection "{0}". Write sqlite:PATH or postgres://…, or name one: in the setting ipaWorkflow.connections, on the command line with --connection.',
        withoutPassword(written),
      ),
    );
  if (file === ':memory:') return ok({ kind: 'sqlite', file, inWorkspace: false });
  if (file.includes('\0') || /^(\\\\|\/\/|file:)/.test(file))
    return err(t('"{0}" is not a path inside the workspace.', file));
  const resolved = path.resolve(baseDirectory ?? workspaceFolders[0] ?? '.', file);
  if (named !== undefined) return ok({ kind: 'sqlite', file: resolved, inWorkspace: false });
  const roots = [...(baseDirectory === undefined ? [] : [baseDirectory]), ...workspaceFolders];
  const real = realPath(resolved);
  return isInside(real, roots)
    ? ok({ kind: 'sqlite', file: real, inWorkspace: true })
    : err(
        t(
          '"{0}" lies outside the workspace. To use it, name it: in the setting ipaWorkflow.connections, on the command line with --connection.',
          file,
        ),
      );
}

/** Compared after links are followed, so that a link cannot lead out. */
function isInside(real: string, roots: readonly string[]): boolean {
  return roots.some((root) => {
    const relative = path.relative(realPath(root), real);
    return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  });
}
