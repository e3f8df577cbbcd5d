/** Elements without markup: attributes by name, text by `textContent` only (threat T1). */

const svgNamespace = 'http://www.w3.org/2000/svg';

type Attributes = Readonly<Record<string, string | number>>;

export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  return fill(document.createElement(name), attributes, children);
}

export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Name] {
  return fill(document.createElementNS(svgNamespace, name), attributes, children);
}

function fill<T extends Element>(element: T, attributes: Attributes, children: readonly (Node | string)[]): T {
  for (const name in attributes) element.setAttribute(name, String(attributes[name]));
  element.append(...children);
  return element;
}

const prototypes = new Map<string, SVGElement>();

/**
 * A copy of what `make` makes, which is made once for each name: a large graph has thousands of the same shapes, and to copy one
 * takes a part of the time of making it.
 */
export function copyOf(name: string, make: () => SVGElement): SVGElement {
  let prototype = prototypes.get(name);
  if (!prototype) prototypes.set(name, (prototype = make()));
  return prototype.cloneNode(true) as SVGElement;
}

/** Sets an attribute only where it changes: a write may cost a layout. */
export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Sets a text only where it changes: the same one again would be laid out again. */
export function setText(element: Node, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
