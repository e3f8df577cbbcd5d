/** JSONata, only here: neither its recursion nor its regular expressions can be stopped but from outside. */
import jsonata from 'jsonata';
import type { JsonValue } from '../../base/json.ts';
import { serve } from '../keeper.ts';
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

serve(answer);
