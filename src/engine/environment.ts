import type { Environment } from './core/turn.ts';

/** Where expressions find `secrets` and `env`: among what was given, and where the host lets them ask. */
export function environmentOf(
  { env }: { readonly env?: Environment['env'] },
  given: Readonly<Record<string, string>> = {},
): Environment {
  return {
    secret: (name) => (Object.hasOwn(given, name) ? given[name] : undefined),
    env: env ?? ((): undefined => undefined),
  };
}
