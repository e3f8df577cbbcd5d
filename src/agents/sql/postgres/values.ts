/** PostgreSQL's values as JSON, from the text in which the server sends them. */
import pg from 'pg';
import type { JsonValue } from '../../../base/json.ts';

type Read = (text: string) => JsonValue;

/** Digits that a JavaScript number holds exactly. */
const exactDigits = 15;

const asText: Read = (text) => text;

const asInteger: Read = (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);

/** JSON has no NaN and no infinity: they stay text. */
const asFloat: Read = (text) => (Number.isFinite(Number(text)) ? Number(text) : text);

const asDecimal: Read = (text) => {
  const digits = text.replace(/^-?0*\.?0*|\./g, '').length;
  return digits <= exactDigits && Number.isFinite(Number(text)) ? Number(text) : text;
};

/** The session's time zone is UTC. Years before Christ and infinities stay as they are. */
const asTime: Read = (text) => text.replace(/^(\d{4,}-\d\d-\d\d) ([\d:.]+)(\+00)?$/, timeToIso);

function timeToIso(_: string, date: string, time: string, zone: string | undefined): string {
  return `${date}T${time}${zone === undefined ? '' : 'Z'}`;
}

const asBytes: Read = (text) => (text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex').toString('base64') : text);

/** What a server calls JSON may be none. */
const asJson: Read = (text) => {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
};

const asBoolean: Read = (text) => text === 't';

/** By the type's number in the catalogue (`pg_type.oid`), with the one of its array. */
const scalars: readonly (readonly [oid: number, arrayOid: number, read: Read])[] = [
  [16, 1000, asBoolean],
  [17, 1001, asBytes],
  [20, 1016, asInteger],
  [21, 1005, asInteger],
  [23, 1007, asInteger],
  [25, 1009, asText],
  [26, 1028, asInteger],
  [114, 199, asJson],
  [700, 1021, asFloat],
  [701, 1022, asFloat],
  [1042, 1014, asText],
  [1043, 1015, asText],
  [1082, 1182, asText],
  [1114, 1115, asTime],
  [1184, 1185, asTime],
  [1700, 1231, asDecimal],
  [2950, 2951, asText],
  [3802, 3807, asJson],
];

const readers: ReadonlyMap<number, Read> = new Map(
  scalars.flatMap(([oid, arrayOid, read]): [number, Read][] => [
    [oid, read],
    [arrayOid, (text) => arrayOf(text, read)],
  ]),
);

function arrayOf(text: string, read: Read): JsonValue {
  // `pg` exports another thing than its types say.
  const parser = pg.types.arrayParser as unknown as ArrayParser;
  return parser.create(text, (entry) => (entry === null ? null : read(entry))).parse();
}

interface ArrayParser {
  create(text: string, read: (entry: string | null) => JsonValue): { parse(): JsonValue[] };
}

/** @param oid of the type; the values of one that is not in the table stay text */
export function valueOf(text: string, oid: number): JsonValue {
  return (readers.get(oid) ?? asText)(text);
}

/** Sent as text, whose type the server takes from where it stands: lists as arrays, objects as JSON. */
export function bound(value: JsonValue): string | null | readonly JsonValue[] {
  if (value === null || Array.isArray(value) || typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
