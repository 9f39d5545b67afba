import { type BaseType, type Selection, select } from "d3-selection";
import type { Mark } from "../layout/marks/mark.ts";

const namespace = "http://www.w3.org/2000/svg";

/**
 * What an element was drawn as last stands on the element itself, as D3's data do: a map beside the document is looked
 * through by the garbage collector each time.
 */
const drawn: unique symbol = Symbol("drawn");

interface Drawn extends Element {
  [drawn]?: Mark;
}

function drawnAs(element: Element): Mark | undefined {
  return (element as Drawn)[drawn];
}

function noteDrawn(element: Element, mark: Mark): void {
  (element as Drawn)[drawn] = mark;
}

/**
 * Joins marks to the children of an SVG element: new ones enter, kept ones are updated where they changed, the rest
 * leave. An element whose mark is the same object as before is not looked into. What would leave becomes what would enter
 * where both have the same tag: somewhere else in a long trace other objects stand in the same rows.
 */
export function drawMarks(parent: Element, marks: readonly Mark[]): void {
  if (updateInPlace(parent, marks)) return;
  if (adoptLeaving(parent, marks) && updateInPlace(parent, marks)) return;
  const kept: Selection<Element, Mark, Element, unknown> = select(parent)
    .selectChildren<Element, Mark>()
    .data(marks, function key(this: Element | BaseType | Window, mark: Mark) {
      // D3 asks on the parent for what is to be drawn, on a child for what it is.
      const one = this === parent ? mark : drawnAs(this as Element);
      return `${one?.tag} ${one?.id}`;
    }) as unknown as Selection<Element, Mark, Element, unknown>;
  (kept as unknown as { exit(): Selection<Element, unknown, Element, unknown> })
    .exit()
    .each(function leave() {
      putAside(this as Element);
    });
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

/** Most groups keep their children from one step to the next: then there is nothing to join. False, and nothing done, otherwise. */
function updateInPlace(parent: Element, marks: readonly Mark[]): boolean {
  if (parent.childElementCount !== marks.length) return false;
  let element = parent.firstElementChild;
  for (const mark of marks) {
    const before = element === null ? undefined : drawnAs(element);
    if (element === null || before?.id !== mark.id || before.tag !== mark.tag) return false;
    element = element.nextElementSibling;
  }
  element = parent.firstElementChild;
  for (const mark of marks) {
    if (element === null) break;
    updateElement(element, mark);
    element = element.nextElementSibling;
  }
  return true;
}

/** Gives elements that nobody wants any more to marks that have none yet, in their order. False when there is nothing to give. */
function adoptLeaving(parent: Element, marks: readonly Mark[]): boolean {
  const missing = new Map(marks.map((mark) => [mark.id, mark]));
  const leaving: Element[] = [];
  for (let element = parent.firstElementChild; element; element = element.nextElementSibling) {
    const id = drawnAs(element)?.id;
    if (id !== undefined && !missing.delete(id)) leaving.push(element);
  }
  if (leaving.length === 0 || missing.size === 0) return false;
  for (const { id, tag } of missing.values()) {
    const place = leaving.findIndex(({ tagName }) => tagName === tag);
    const [element] = place < 0 ? [] : leaving.splice(place, 1);
    const before = element === undefined ? undefined : drawnAs(element);
    if (element === undefined || before === undefined) continue;
    noteDrawn(element, { ...before, id });
  }
  return true;
}

function create({ ownerDocument }: Element, mark: Mark): Element {
  return (
    aside.get(ownerDocument)?.get(mark.tag)?.pop() ??
    ownerDocument.createElementNS(namespace, mark.tag)
  );
}

/**
 * Elements that nothing needs now, by tag: a place with more rows takes them up again with all that is in them. What is made
 * and thrown away at each step of a scrub lives on until the browser's great collection, and the small ones copy it.
 */
const aside = new WeakMap<Document, Map<string, Element[]>>();
const asideMax = 200;

function putAside(element: Element): void {
  element.remove();
  const { ownerDocument, tagName } = element;
  const tags = aside.get(ownerDocument) ?? new Map<string, Element[]>();
  const elements = tags.get(tagName) ?? [];
  if (elements.length < asideMax) elements.push(element);
  tags.set(tagName, elements);
  aside.set(ownerDocument, tags);
}

function updateElement(element: Element, mark: Mark): void {
  const before = drawnAs(element);
  if (before === mark) return;
  noteDrawn(element, mark);
  for (const name in mark.attributes) {
    const value = mark.attributes[name];
    if (before?.attributes[name] !== value) element.setAttribute(name, String(value));
  }
  for (const name in before?.attributes) {
    if (!(name in mark.attributes)) element.removeAttribute(name);
  }
  if (mark.tag === "text") {
    if (before?.text !== mark.text) element.textContent = mark.text ?? "";
    return;
  }
  if (mark.children !== undefined || before?.children !== undefined)
    drawMarks(element, mark.children ?? []);
}
