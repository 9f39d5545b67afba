import type { PlayKit } from "./play-parts.ts";

let loaded: PlayKit | undefined;
let loading: Promise<PlayKit> | undefined;

/**
 * Brings it in: as soon as the first picture stands, or before, where that one shows that something has happened. Whoever waits
 * is told in one go, so that no frame is drawn between the picture and what begins in it.
 */
export function loadPlayKit(): Promise<PlayKit> {
  loading ??= import("./play-parts.ts").then(
    ({ playParts }) => {
      loaded = playParts;
      return playParts;
    },
    (error: unknown) => {
      // Without a network now, perhaps with one at the next wish.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** What moves and tells; before the first record there is nothing of either, and it may not be there yet. */
export function playKit(): PlayKit | undefined {
  return loaded;
}
