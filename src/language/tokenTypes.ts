/** Types that every theme has colours for, and one of ours; package.json leads it to the colour of what is invalid. */
export const tokenTypes = ['function', 'class', 'parameter', 'variable', 'property', 'unknownName'] as const;
export const tokenModifiers = ['declaration', 'defaultLibrary'] as const;

export type TokenType = (typeof tokenTypes)[number];
export type TokenModifier = (typeof tokenModifiers)[number];
