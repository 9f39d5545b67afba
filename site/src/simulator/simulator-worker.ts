import { canTrace, traceScenario } from "@informerlab/test";
import type { NumberedAnswer, NumberedRequest } from "./run-result.ts";

self.addEventListener("message", ({ data }: MessageEvent<NumberedRequest>) => {
  void answer(data).then((given) => self.postMessage(given));
});

/** A fork of the usual kinds is run by what is here already; all else loads the whole server, its judges, and YAML. */
async function answer(request: NumberedRequest): Promise<NumberedAnswer> {
  const { number } = request;
  try {
    if (request.do === "trace" && canTrace(request.scenario))
      return { number, trace: traceScenario(request.scenario) };
    const { simulateNumbered } = await import("./simulate-numbered.ts");
    return simulateNumbered(request);
  } catch (error) {
    return { number, problem: error instanceof Error ? error.message : String(error) };
  }
}
