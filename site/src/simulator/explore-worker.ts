import { type ExploreAnswer, type ExploreRequest, explore } from "./explore.ts";

self.addEventListener("message", ({ data }: MessageEvent<ExploreRequest>) => {
  explore(data, (answer: ExploreAnswer) => self.postMessage(answer));
  self.postMessage("done");
});
