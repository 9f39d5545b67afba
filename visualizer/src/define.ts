import { InformerVisualizer } from "./element/informer-visualizer.ts";

/** Registers `<informer-visualizer>`; does nothing where there are no custom elements, or when it is registered. */
if (
  globalThis.customElements !== undefined &&
  customElements.get("informer-visualizer") === undefined
) {
  customElements.define("informer-visualizer", InformerVisualizer);
}

declare global {
  interface HTMLElementTagNameMap {
    "informer-visualizer": InformerVisualizer;
  }
}
