/** The codes by line, counted from 0, that its `# workflow-ignore: CODE …` names. */
export type Ignores = ReadonlyMap<number, readonly string[]>;

const none: Ignores = new Map();

export function findIgnores(text: string): Ignores {
  if (!text.includes('workflow-ignore:')) return none;
  const found = new Map<number, readonly string[]>();
  text.split(/\r\n|\n|\r/).forEach((line, index) => {
    const match = /#\s*workflow-ignore:\s*([a-z][a-z\s,-]*)/.exec(line);
    if (match?.[1]) found.set(index, match[1].split(/[\s,]+/).filter(Boolean));
  });
  return found;
}
