import type { PlayKit } from "./play-parts.ts";

let loaded: PlayKit | undefined;

/** Brings it in: as soon as the first picture stands, or before, where that one shows that something has happened. */
export async function loadPlayKit(): Promise<PlayKit> {
  loaded ??= (await import("./play-parts.ts")).playParts;
  return loaded;
}

/** What moves and tells; before the first record there is nothing of either, and it may not be there yet. */
export function playKit(): PlayKit | undefined {
  return loaded;
}
