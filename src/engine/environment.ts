import type { Environment } from './core/turn.ts';

/** Where expressions find `secrets` and `env`: among what was given, and where the host lets them ask. */
export function environmentOf(
  { env }: { readonly env?: Environment['env'] },
  given: Readonly<Record<string, string>> = {},
): Environment {
  return {
    secret: (name) => secretNamed(given, name),
    env: env ?? ((): undefined => undefined),
  };
}

/** Names in expressions ignore case; of several that differ only in it the exact one counts. */
export function secretNamed(given: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(given, name)) return given[name];
  const wanted = name.toLowerCase();
  const same = Object.keys(given).find((one) => one.toLowerCase() === wanted);
  return same === undefined ? undefined : given[same];
}
