import { loadForkKit } from "../controls/fork-kit.ts";
import { panelLoaders } from "./around/around-part.ts";
import { loadPlayKit } from "./moment/play-kit.ts";
import { lateParts } from "./parts/late-parts.ts";

/** Loads what only forks need: a page that calls this when it is idle forks without a network. */
export async function prepareForks(): Promise<void> {
  await Promise.all([
    loadPlayKit(),
    loadForkKit(),
    lateParts.comparison.load(),
    import("./forking.ts"),
  ]);
}

/** Loads everything that waits until a reader asks for it: after it the whole picture works without a network. */
export async function prepareEverything(): Promise<void> {
  await Promise.all([
    prepareForks(),
    ...Object.values(lateParts).map(({ load }) => load()),
    ...Object.values(panelLoaders).map((load) => load()),
    import("./around/open-input.ts"),
    import("./follow-live.ts"),
    import("./taken-away.ts"),
  ]);
}
