import "../src/define.ts";
import type { InformerVisualizer } from "../src/element/informer-visualizer.ts";
import { prepareEverything } from "../src/element/prepare.ts";
import { exampleTrace } from "./example-trace.ts";

// Tests look at the picture a moment after it stands, and find what they open there: how long the machine takes to read a file
// is none of their business. What stands before has tests of its own.
await prepareEverything();

/** The element in the document, with the example's trace unless the change sets another. */
export function mount(
  change: (element: InformerVisualizer) => void = () => {},
): InformerVisualizer {
  const element = document.createElement("informer-visualizer");
  element.setAttribute("motion", "reduced");
  element.trace = exampleTrace();
  change(element);
  document.body.append(element);
  return element;
}

/** @throws Error when nothing inside matches. */
export function inside(element: InformerVisualizer, selector: string): HTMLElement {
  const found = element.shadowRoot?.querySelector<HTMLElement>(selector);
  if (found === null || found === undefined) throw new Error(`nothing matches ${selector}`);
  return found;
}

/** Presses keys where the focus is: `Shift+ArrowRight`, `v`. */
export function press(element: InformerVisualizer, ...keys: string[]): void {
  for (const key of keys) {
    const target = element.shadowRoot?.activeElement ?? inside(element, ".stage");
    target.dispatchEvent(
      new KeyboardEvent("keydown", {
        key: key.replace("Shift+", ""),
        shiftKey: key.startsWith("Shift+"),
        bubbles: true,
        composed: true,
        cancelable: true,
      }),
    );
  }
}
