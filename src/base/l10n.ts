/**
 * Text for people, in the reader's language. The English text is the key, as in `vscode.l10n`; the extension hands over
 * `vscode.l10n.bundle`, the command line reads the same bundle file. Call it when the text is shown, never at load time.
 */
let bundle: Readonly<Record<string, string>> = {};

/** Replaces the translations: English text to translated text. An empty object means English. */
export function useTranslations(translations: Readonly<Record<string, string>>): void {
  bundle = translations;
}

/** The translations in use: for a part of the program that is bundled with its own copy of this file. */
export function currentTranslations(): Readonly<Record<string, string>> {
  return bundle;
}

/** The text in the reader's language, with `{0}`, `{1}`, … replaced by the arguments. */
export function t(message: string, ...args: readonly (string | number)[]): string {
  const text = Object.hasOwn(bundle, message) ? (bundle[message] ?? message) : message;
  if (args.length === 0) return text;
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = args[Number(index)];
    return value === undefined ? whole : String(value);
  });
}
