/** JSONata, only here: neither its recursion nor its regular expressions can be stopped but by ending the thread. */
import { parentPort } from 'node:worker_threads';
import jsonata from 'jsonata';
import type { JsonValue } from '../../base/json.ts';
import type { TransformAnswer, TransformQuestion } from './messages.ts';

async function answer({ expression, value }: TransformQuestion): Promise<TransformAnswer> {
  try {
    const result: unknown = await jsonata(expression).evaluate(value);
    const text = JSON.stringify(result) as string | undefined;
    return { output: text === undefined ? null : (JSON.parse(text) as JsonValue) };
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number };
    const where = position === undefined ? '' : ` (${String(position)})`;
    return { error: `${message ?? String(error)}${where}` };
  }
}

parentPort?.on('message', (question: TransformQuestion) => {
  void answer(question).then((result) => parentPort?.postMessage(result));
});
