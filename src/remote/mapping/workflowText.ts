/** A workflow as a person would write its file: keys in the usual order, one node or edge on a line. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { pairText, valueText } from '../../language/edits/yamlText.ts';

const order = [
  'name',
  'description',
  'version',
  'timeout_seconds',
  'max_concurrency',
  'error_handling',
  'inputs',
  'agents',
  'nodes',
  'edges',
  'outputs',
];
const nodeOrder = ['id', 'type', 'gateway_type', 'name', 'description', 'agent_id', 'with', 'config'];
const edgeOrder = ['source', 'target', 'condition', 'on', 'default', 'label'];

export function workflowText(document: JsonObject): string {
  const keys = [...order, ...Object.keys(document).filter((key) => !order.includes(key))];
  return keys.flatMap((key) => (document[key] === undefined ? [] : [section(key, document[key])])).join('');
}

function section(key: string, value: JsonValue): string {
  if (Array.isArray(value) && value.length > 0)
    return `\n${key}:\n${value.map((item) => `  - ${valueText(ordered(item, key), 'yaml')}\n`).join('')}`;
  if (isJsonObject(value) && Object.keys(value).length > 0)
    return `\n${key}:\n${Object.entries(value)
      .map(([name, one]) => `  ${pairText(name, one, 'yaml')}\n`)
      .join('')}`;
  return `${pairText(key, value, 'yaml')}\n`;
}

function ordered(item: JsonValue, section: string): JsonValue {
  if (!isJsonObject(item)) return item;
  const first = section === 'nodes' ? nodeOrder : section === 'edges' ? edgeOrder : [];
  const keys = [...first, ...Object.keys(item).filter((key) => !first.includes(key))];
  return Object.fromEntries(keys.flatMap((key) => (item[key] === undefined ? [] : [[key, item[key]]])));
}
