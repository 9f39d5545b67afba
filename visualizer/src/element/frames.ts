import type { Frames } from "../controls/player.ts";

/** The frames of a window; without one nothing moves. */
export function framesOf(view: (Window & typeof globalThis) | null): Frames {
  return {
    request: (callback) => {
      const id = view?.requestAnimationFrame(callback) ?? 0;
      return () => view?.cancelAnimationFrame(id);
    },
  };
}
