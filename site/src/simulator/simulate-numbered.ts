import { InputError } from "@informerlab/visualizer";
import type { NumberedAnswer, NumberedRequest } from "./run-result.ts";
import { simulate } from "./simulate.ts";
import { traceAnything } from "./trace-anything.ts";

/** Answers any request; what is wrong with it is an answer, too. */
export function simulateNumbered(request: NumberedRequest): NumberedAnswer {
  const { number } = request;
  try {
    if (request.do === "trace") return { number, trace: traceAnything(request.scenario) };
    return { number, result: simulate(request) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return error instanceof InputError
      ? { number, problem, input: error.problem }
      : { number, problem };
  }
}
