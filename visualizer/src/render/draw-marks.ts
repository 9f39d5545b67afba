import { type BaseType, type Selection, select } from "d3-selection";
import type { Mark } from "../layout/mark.ts";

const namespace = "http://www.w3.org/2000/svg";
const drawn = new WeakMap<Element, Mark>();

/**
 * Joins marks to the children of an SVG element: new ones enter, kept ones are updated where they changed, the rest
 * leave. An element whose mark is the same object as before is not looked into.
 */
export function drawMarks(parent: Element, marks: readonly Mark[]): void {
  const kept: Selection<Element, Mark, Element, unknown> = select(parent)
    .selectChildren<Element, Mark>("[data-mark]")
    .data(marks, function key(this: Element | BaseType | Window, mark: Mark) {
      return mark?.id ?? (this as Element).getAttribute("data-mark") ?? "";
    }) as unknown as Selection<Element, Mark, Element, unknown>;
  (kept as unknown as { exit(): Selection<Element, unknown, Element, unknown> }).exit().remove();
  const entered = (
    kept as unknown as {
      enter(): {
        append(make: (mark: Mark) => Element): Selection<Element, Mark, Element, unknown>;
      };
    }
  )
    .enter()
    .append((mark) => create(parent, mark));
  entered
    .merge(kept)
    .order()
    .each(function update(mark) {
      updateElement(this, mark);
    });
}

function create(parent: Element, mark: Mark): Element {
  const element = parent.ownerDocument.createElementNS(namespace, mark.tag);
  element.setAttribute("data-mark", mark.id);
  return element;
}

function updateElement(element: Element, mark: Mark): void {
  const before = drawn.get(element);
  if (before === mark) return;
  drawn.set(element, mark);
  for (const [name, value] of Object.entries(mark.attributes)) {
    if (before?.attributes[name] !== value) element.setAttribute(name, String(value));
  }
  for (const name of Object.keys(before?.attributes ?? {})) {
    if (!(name in mark.attributes)) element.removeAttribute(name);
  }
  if (mark.tag === "text") {
    if (before?.text !== mark.text) element.textContent = mark.text ?? "";
    return;
  }
  if (mark.children !== undefined || before?.children !== undefined)
    drawMarks(element, mark.children ?? []);
}
