import { permalinkTextPart, scenarioTextProblems } from "@informerlab/test";
import { InputError } from "@informerlab/visualizer";
import { completionAt } from "../completion/completion.ts";
import { exchangesOf } from "../network/exchanges-of.ts";
import type { NumberedAnswer, NumberedRequest } from "./run-result.ts";
import { simulate } from "./simulate.ts";
import { traceAnything } from "./trace-anything.ts";

/** Answers any request; what is wrong with it is an answer, too. */
export function simulateNumbered(request: NumberedRequest): NumberedAnswer {
  const { number } = request;
  try {
    switch (request.do) {
      case "trace":
        return { number, trace: traceAnything(request.scenario) };
      case "exchanges":
        return { number, exchanges: exchangesOf(request.scenario) };
      case "check-yaml":
        return { number, problems: scenarioTextProblems(request.yaml) };
      case "link-text":
        return { number, textPart: permalinkTextPart(request.scenarioPart, request.yaml) };
      case "complete-yaml":
        return { number, completion: completionAt(request.yaml, request.offset) };
      default:
        return { number, result: simulate(request) };
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return error instanceof InputError
      ? { number, problem, input: error.problem }
      : { number, problem };
  }
}
