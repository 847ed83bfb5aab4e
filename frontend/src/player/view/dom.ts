/** Elements in one line each. Text is text: nothing here takes HTML. */

type Child = Node | string | null;
type Attributes = Readonly<Record<string, string | number | boolean | EventListener>>;

const PAINTED_MS = 200; // from the frame that draws to the screen that shows it, on a slow phone too
const SVG = "http://www.w3.org/2000/svg";

/** Make an HTML element: `h("p", { class: "unit" }, "seconds")`. Keys that begin with `on` are listeners. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return fillElement(document.createElement(tag), attributes, children);
}

/** Make an SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return fillElement(document.createElementNS(SVG, tag), attributes, children);
}

/** Set the text of *node*, if it is not that already: a reader aloud would say it again. */
export function say(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Move *element* by transform alone, so that a frame lays nothing out anew. */
export function shift(element: SVGElement, x: number, y: number): void {
  element.style.transform = `translate(${Math.round(x * 10) / 10}px, ${Math.round(y * 10) / 10}px)`;
}

/** Set an attribute of *element*, if it is not that already: ten times a second most are. */
export function mark(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Do *act* once a runner sees what stands there now. */
export function afterPaint(act: () => void): void {
  requestAnimationFrame(() => void setTimeout(act, PAINTED_MS));
}

function fillElement<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
