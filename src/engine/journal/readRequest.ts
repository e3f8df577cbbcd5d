/** Guards what comes from another process: exactly a request, or nothing. */
import type { ControlRequest } from '../../protocol/execution.ts';
import { parsed } from './record.ts';

type Field = 'id' | 'boolean' | 'optional text';

const fields: { readonly [K in ControlRequest['type']]: Readonly<Record<string, Field>> } = {
  cancel: {},
  cancel_node: { node_id: 'id' },
  cancel_branch: { fork_id: 'id', node_id: 'id' },
  pause: {},
  resume: {},
  answer: { node_id: 'id', approved: 'boolean', comment: 'optional text' },
};

const longestId = 1_000;
const longestText = 64 * 1024;

/** Undefined for what is no request, has a key too many, or one of another type. */
export function readRequest(text: string): ControlRequest | undefined {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const given = new Map(Object.entries(value));
  const type = given.get('type') as unknown;
  if (typeof type !== 'string' || !Object.hasOwn(fields, type)) return undefined;
  given.delete('type');
  for (const [name, field] of Object.entries(fields[type as ControlRequest['type']])) {
    if (!fits(given.get(name), field)) return undefined;
    given.delete(name);
  }
  return given.size === 0 ? (value as ControlRequest) : undefined;
}

function fits(value: unknown, field: Field): boolean {
  switch (field) {
    case 'id':
      return typeof value === 'string' && value.length > 0 && value.length <= longestId;
    case 'boolean':
      return typeof value === 'boolean';
    case 'optional text':
      return value === undefined || (typeof value === 'string' && value.length <= longestText);
  }
}
