import { setupWorker } from "msw/browser";
import { handlers } from "./handlers.ts";

/** In the page, before your program starts; requests then show in the network panel. */
export async function startCluster(): Promise<void> {
  await setupWorker(...handlers).start({ onUnhandledFrame: "bypass" });
}
