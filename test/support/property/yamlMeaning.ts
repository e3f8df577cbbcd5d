/** What a YAML text says, without how it is laid out: by the parser itself, not by our reading of its result. */
import { type Document, isAlias, isCollection, isPair, isScalar, Lexer, parseAllDocuments } from 'yaml';

/** Values with their tags, anchors and styles, as plain data; of what cannot be read, that it cannot. */
export function meaningOf(text: string): unknown {
  const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  return 'empty' in documents ? [] : documents.map(documentMeaning);
}

function documentMeaning({ errors, contents, directives }: Document): unknown {
  return errors.length > 0 ? 'broken' : [directives?.yaml, directives?.tags, nodeMeaning(contents)];
}

function nodeMeaning(node: unknown): unknown {
  if (isPair(node)) return [nodeMeaning(node.key), nodeMeaning(node.value)];
  if (isAlias(node)) return `*${node.source}`;
  if (isScalar(node)) return [node.type, node.tag, node.anchor, String(node.value), typeof node.value];
  if (isCollection(node)) return [node.flow, node.tag, node.anchor, node.items.map(nodeMeaning)];
  return node;
}

/** Comments in their order, without white space at their ends. */
export function commentsOf(text: string): readonly string[] {
  return [...new Lexer().lex(text)].filter((token) => token.startsWith('#')).map((token) => token.trimEnd());
}
