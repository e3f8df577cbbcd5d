/** One of several processes that use one local cache: writes and reads `ROUNDS` times, and says what it read that nobody wrote. */
import { openLocalCache } from '../../../src/agents/cache/localCache.ts';

const [, , root = '', name = '', rounds = '0'] = process.argv;
const cache = openLocalCache(root, root, () => 0);
const filler = 'x'.repeat(10_000);
const wrong: unknown[] = [];
for (let round = 0; round < Number(rounds); round++) {
  await cache.set('shared', { from: name, round, filler });
  const read = (await cache.get('shared')) as { from: string; filler: string } | undefined;
  // Between the two another one may have deleted it.
  if (read !== undefined && (!/^[ab]$/.test(read.from) || read.filler !== filler)) wrong.push(read);
  if (round % 7 === 0) await cache.delete('shared');
}
await cache.set(`last-${name}`, Number(rounds));
process.stdout.write(JSON.stringify(wrong));
