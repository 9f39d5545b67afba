import type { ForkKit } from "./fork-parts.ts";

let loaded: ForkKit | undefined;

/** Brings it in: when a page is idle, or with the first fork. */
export async function loadForkKit(): Promise<ForkKit> {
  loaded ??= (await import("./fork-parts.ts")).forkParts;
  return loaded;
}

/**
 * For whoever draws two futures: there are none before it has been loaded.
 *
 * @throws Error when there is no fork yet.
 */
export function forkKit(): ForkKit {
  if (loaded === undefined) throw new Error("nothing has been forked");
  return loaded;
}
