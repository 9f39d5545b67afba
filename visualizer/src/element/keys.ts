import { commandOf, isPlain } from "../controls/keyboard.ts";
import type { Conductor } from "./conductor.ts";
import type { Shell } from "./shell.ts";

/** What may be pressed although the focus is elsewhere on the page: the keys of a story, none that write or scroll far. */
const onThePage: ReadonlySet<string> = new Set(["play", "step"]);

const pictures: Element[] = [];

/**
 * Listens to keys: to all of them inside the picture; to the arrows, Space and the keys of an open question on the whole page, for
 * its first picture, until something has the focus that wants them itself. The answer ends the listening.
 */
export function pageKeys(host: HTMLElement, shell: Shell, conductor: Conductor): () => void {
  const document = host.ownerDocument;
  const press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const isInside = event.composedPath().includes(host);
    if (!isInside && (pictures[0] !== host || !isFree(document))) return;
    const target = event.composedPath()[0] as Element;
    if (belongsTo(target, event)) return;
    const isTaken = isPlain(event) && shell.pressed(event.key);
    const command = isTaken ? undefined : commandOf(event);
    const isMeant = command !== undefined && (isInside || onThePage.has(command.kind));
    if (!isTaken && !isMeant) return;
    event.preventDefault();
    event.stopPropagation();
    if (command !== undefined) conductor.send(command);
  };
  pictures.push(host);
  document.addEventListener("keydown", press);
  return () => {
    pictures.splice(pictures.indexOf(host), 1);
    document.removeEventListener("keydown", press);
  };
}

/** Nothing on the page has the focus, or only something that does nothing with these keys. */
function isFree(document: Document): boolean {
  const { activeElement, body } = document;
  return activeElement === null || activeElement === body || activeElement.tagName === "MAIN";
}

/** A field takes every key but Escape; a button and a link are pressed by Space and Enter. */
function belongsTo(target: Element, { key }: KeyboardEvent): boolean {
  const isPress = key === " " || key === "Enter";
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return key !== "Escape";
  if ((target as HTMLElement).isContentEditable) return key !== "Escape";
  return isPress && /^(BUTTON|A|SUMMARY)$/.test(target.tagName);
}
