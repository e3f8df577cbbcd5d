/**
 * A process that tries to own the folder in its first argument. It prints the fence, or `none`; on a line of standard input it
 * tries again (`take`), gives up (`release`) or says whether it still has it (`held`).
 */
import { createInterface } from 'node:readline';
import { takeLock } from '../../../src/engine/journal/lock.ts';

const [, , folder = ''] = process.argv;
let lock = await takeLock(folder);
console.log(lock?.fence ?? 'none');
for await (const line of createInterface(process.stdin)) {
  if (line === 'take') {
    lock = await takeLock(folder);
    console.log(lock?.fence ?? 'none');
  } else if (line === 'release') {
    await lock?.release();
    console.log('released');
  } else console.log(String(await lock?.isHeld()));
}
