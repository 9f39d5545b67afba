import { InputError } from "@informerlab/visualizer";
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
    const problem = error instanceof Error ? error.message : String(error);
    return error instanceof InputError
      ? { number, problem, input: error.problem }
      : { number, problem };
  }
}
