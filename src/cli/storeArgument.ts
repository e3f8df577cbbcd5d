/** What stands behind a command that one is to type, so that it finds the same store: nothing, or `--store DIR`. */
export function storeArgument(store: string | undefined): string {
  return store === undefined ? '' : ` --store ${quoted(store)}`;
}

function quoted(text: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(text) ? text : JSON.stringify(text);
}
