import type { NumberedAnswer, NumberedRequest } from "./run-result.ts";
import { simulate } from "./simulate.ts";

self.addEventListener("message", ({ data }: MessageEvent<NumberedRequest>) => {
  self.postMessage(answer(data));
});

function answer(request: NumberedRequest): NumberedAnswer {
  const { number } = request;
  try {
    return { number, result: simulate(request) };
  } catch (error) {
    return { number, problem: error instanceof Error ? error.message : String(error) };
  }
}
