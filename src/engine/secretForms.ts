/**
 * The forms in which a secret's text may stand in another text (threat T15): as it is, in base64, in hex, for addresses, in JSON, in
 * HTML; and each of its lines, since what has several comes line by line in logs.
 */

type Encode = (text: string) => string | undefined;

/** Bytes from which on a text is also looked for in hex and inside of the base64 of a longer text: what is shorter could stand there by chance. */
const longEnough = 8;
/** Of a text that are looked for by themselves. */
const mostLines = 1_000;

/**
 * By the name that the journal's references have; undefined or empty where a text has no such form. Base64 without its padding is also
 * found where the padding follows.
 */
const forms: ReadonlyMap<string, Encode> = new Map<string, Encode>([
  ['plain', (text) => text],
  ['base64', (text) => bytesOf(text).toString('base64')],
  ['base64-bare', (text) => bare(bytesOf(text).toString('base64'))],
  ['base64url', (text) => bytesOf(text).toString('base64url')],
  ['latin1-base64', (text) => latin1Of(text)?.toString('base64')],
  ['latin1-base64-bare', (text) => bare(latin1Of(text)?.toString('base64') ?? '')],
  ['latin1-base64url', (text) => latin1Of(text)?.toString('base64url')],
  ...([0, 1, 2] as const).flatMap((before): [string, Encode][] => [
    [`base64-after-${before}`, (text) => within(bytesOf(text), before, 'base64')],
    [`base64url-after-${before}`, (text) => within(bytesOf(text), before, 'base64url')],
    [`latin1-base64-after-${before}`, (text) => within(latin1Of(text), before, 'base64')],
    [`latin1-base64url-after-${before}`, (text) => within(latin1Of(text), before, 'base64url')],
  ]),
  ['hex', (text) => hex(bytesOf(text))],
  ['hex-upper', (text) => hex(bytesOf(text))?.toUpperCase()],
  ['latin1-hex', (text) => hex(latin1Of(text))],
  ['latin1-hex-upper', (text) => hex(latin1Of(text))?.toUpperCase()],
  ['percent', percent],
  ['percent-lower', (text) => lowerHex(percent(text))],
  ['percent-strict', (text) => strict(percent(text))],
  ['percent-strict-lower', (text) => lowerHex(strict(percent(text)))],
  ['uri', (text) => encodeURI(bytesOf(text).toString())],
  ['form', form],
  ['form-lower', (text) => lowerHex(form(text))],
  ['latin1-percent', latin1Percent],
  ['json', json],
  // JSON that was put into JSON as text, as errors of services are.
  ['json-twice', (text) => json(json(text))],
  ['json-ascii', (text) => ascii(json(text))],
  ['json-ascii-upper', (text) => ascii(json(text), upper)],
  ['json-slashes', (text) => slashes(json(text))],
  ['json-ascii-slashes', (text) => slashes(ascii(json(text)))],
  // Go writes JSON so that it may stand in a page, .NET that and more.
  ['json-page', (text) => escaped(json(text), /[<>&\u2028\u2029]/g)],
  ['json-page-ascii', (text) => escaped(json(text).replaceAll('\\"', '\\u0022'), /["'&+<>`\x7f-\uffff]/g, upper)],
  ['html-text', (text) => html(text, {})],
  ['html', (text) => html(text, { '"': '&quot;' })],
  ['html-39', (text) => html(text, { '"': '&quot;', "'": '&#39;' })],
  ['html-039', (text) => html(text, { '"': '&quot;', "'": '&#039;' })],
  ['html-x27', (text) => html(text, { '"': '&quot;', "'": '&#x27;' })],
  ['html-apos', (text) => html(text, { '"': '&quot;', "'": '&apos;' })],
  ['html-34', (text) => html(text, { '"': '&#34;', "'": '&#39;' })],
]);

/** Each form once, with the name of the first that gives it. */
export function formsOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, encode] of forms) {
    const encoded = encode(text);
    if (encoded !== undefined && encoded !== '' && !found.has(encoded)) found.set(encoded, name);
  }
  linesOf(text).forEach((line, index) => {
    if (line.length >= longEnough && !found.has(line)) found.set(line, `line-${String(index)}`);
  });
  return found;
}

/** Undefined for a form that this version does not know. */
export function inForm(name: string, text: string): string | undefined {
  const line = /^line-(\d+)$/.exec(name)?.[1];
  return line === undefined ? forms.get(name)?.(text) : linesOf(text)[Number(line)];
}

/** Of a text with several; without what indents them. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/[\r\n\u2028\u2029]+/, mostLines + 1);
  return lines.length > 1 ? lines.slice(0, mostLines).map((line) => line.trim()) : [];
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text);
}

function latin1Of(text: string): Buffer | undefined {
  return /^[\0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined;
}

function bare(base64: string): string {
  return base64.replace(/=+$/, '');
}

/**
 * What stands in the base64 of every longer text that holds these bytes behind so many others (modulo 3): without the characters on both
 * borders that also hold bits of what is around.
 */
function within(bytes: Buffer | undefined, before: 0 | 1 | 2, encoding: 'base64' | 'base64url'): string | undefined {
  if (bytes === undefined || bytes.length < longEnough) return undefined;
  const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString(encoding);
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

function hex(bytes: Buffer | undefined): string | undefined {
  return bytes === undefined || bytes.length < longEnough ? undefined : bytes.toString('hex');
}

function percent(text: string): string {
  // A lone half of a surrogate pair, which cannot be encoded, becomes the replacement character.
  return encodeURIComponent(bytesOf(text).toString());
}

/** What `encodeURIComponent` leaves and RFC 3986 does not. */
function strict(encoded: string): string {
  return encoded.replace(/[!'()*]/g, (character) => `%${hexOf(character, 2).toUpperCase()}`);
}

/** As a form is sent: `+` for spaces. */
function form(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

function latin1Percent(text: string): string | undefined {
  return latin1Of(text)
    ?.toString('latin1')
    .replace(/[^\w.~-]/g, (character) => `%${hexOf(character, 2).toUpperCase()}`);
}

function lowerHex(encoded: string): string {
  return encoded.replace(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase());
}

function json(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As encoders write it that keep to ASCII: `\u00e9`. */
function ascii(encoded: string, cased = asIs): string {
  return escaped(encoded, /[\x7f-\uffff]/g, cased);
}

function escaped(encoded: string, which: RegExp, cased = asIs): string {
  return encoded.replace(which, (character) => `\\u${cased(hexOf(character, 4))}`);
}

function asIs(text: string): string {
  return text;
}

function upper(text: string): string {
  return text.toUpperCase();
}

/** As text of a page, or between its quotes: templates differ in how they write those. */
function html(text: string, quotes: Readonly<Record<string, string>>): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', ...quotes };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function slashes(encoded: string): string {
  return encoded.replaceAll('/', '\\/');
}

function hexOf(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}
