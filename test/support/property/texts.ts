/** Texts to begin with: the samples, and those of `cases/yaml` where they are at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const examples = new URL('../../../examples/', import.meta.url);
const cases = new URL('../../../../shared/cases/yaml/', import.meta.url);
/** So long may a text be that is edited many times; those at the limits have a test of their own (`yaml.test.ts`). */
const longest = 20_000;

interface Cases {
  readonly cases: readonly { readonly yaml?: string }[];
}

export const samples: readonly string[] = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.workflow.yaml'))
  .sort()
  .map((name) => readFileSync(new URL(name.replaceAll('\\', '/'), examples), 'utf8'));

export const yamlCases: readonly string[] = (existsSync(cases) ? readdirSync(cases) : [])
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => (JSON.parse(readFileSync(new URL(name, cases), 'utf8')) as Cases).cases)
  .flatMap(({ yaml }) => (yaml !== undefined && yaml.length <= longest ? [yaml] : []));
