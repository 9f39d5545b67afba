/** What an element is made with: attributes, `on…` listeners, and properties such as `textContent`. */
export interface Making {
  readonly [name: string]: string | number | boolean | undefined | ((event: Event) => void);
}

/** Makes an HTML element. `onclick` and its like become listeners; false and undefined leave an attribute out. */
export function make<K extends keyof HTMLElementTagNameMap>(
  document: Document,
  tag: K,
  making: Making = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(making)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else setAttribute(element, name, value);
  }
  element.append(...children);
  return element;
}

/** Sets, or removes when the value is false or undefined; touches nothing that is right already. */
export function setAttribute(
  element: Element,
  name: string,
  value: string | number | boolean | undefined,
): void {
  if (value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const text = value === true ? "" : String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/** Sets the text where it is another. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const namespace = "http://www.w3.org/2000/svg";

export function makeSvg(document: Document, className: string): SVGSVGElement {
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  return svg;
}

const icons = {
  start: "M3 3v10M13 3L6 8l7 5Z",
  previous: "M8 3L2 8l6 5ZM14 3L8 8l6 5Z",
  back: "M11 3L4 8l7 5Z",
  play: "M5 2.5L13 8l-8 5.5Z",
  pause: "M4.5 3h2.5v10h-2.5ZM9.5 3h2.5v10h-2.5Z",
  forward: "M5 3l7 5l-7 5Z",
  next: "M2 3l6 5l-6 5ZM8 3l6 5l-6 5Z",
  end: "M3 3l7 5l-7 5ZM13 3v10",
  fork: "M4 3v10M4 9c0-3 8-1 8-6M10 5l2-2l2 2",
  compare: "M2.5 3h11v4h-11ZM2.5 9.5h11v4h-11Z",
  table: "M2.5 3h11v10h-11ZM2.5 6.5h11M2.5 9.8h11M6.5 3v10",
  code: "M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5M9.2 3L6.8 13",
  why: "M8 13v-1M8 9.6c0-2 2.4-2.2 2.4-4.2a2.4 2.4 0 0 0-4.8 0",
  share:
    "M6.5 9.5l3-3M7 4.5l1.6-1.6a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5l-1.6 1.6a2.8 2.8 0 0 1-4-4L5 7.5",
  help: "M3 5h10v7H3ZM5 7.3h1M7.5 7.3h1M10 7.3h1M5.5 9.8h5",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  close: "M4 4l8 8M12 4l-8 8",
} as const;

/** A drawing on a button. */
export type IconName = keyof typeof icons;

export function icon(document: Document, name: IconName): SVGSVGElement {
  const svg = makeSvg(document, `icon icon-${name}`);
  svg.setAttribute("viewBox", "0 0 16 16");
  const shape = document.createElementNS(namespace, "path");
  shape.setAttribute("d", icons[name]);
  svg.append(shape);
  return svg;
}

/** A button with a name for everybody and a drawing for those who see. */
export function iconButton(
  document: Document,
  name: IconName,
  className: string,
  onclick: () => void,
): HTMLButtonElement {
  return make(document, "button", { type: "button", class: `button ${className}`, onclick }, [
    icon(document, name),
  ]);
}
