import type { TraceFile } from "@informerlab/core/trace";
import type { Scenario } from "@informerlab/test";
import type { InputProblem } from "@informerlab/visualizer";
import type { Exchange } from "../network/exchange.ts";
import type {
  AnyRequest,
  NumberedAnswer,
  NumberedRequest,
  RunResult,
  SimulatorRequest,
} from "./run-result.ts";

const patienceMs = 20_000;

/** Something the simulator refused; the message is for readers. */
export class SimulatorError extends Error {
  override readonly name = "SimulatorError";
  /** What is wrong with a file, for readers of any language. */
  readonly input: InputProblem | undefined;

  constructor(message: string, input?: InputProblem) {
    super(message);
    this.input = input;
  }
}

/**
 * Runs scenarios in a worker, so that no scenario can freeze the page. The worker with informer and apiserver in it is
 * loaded with the first request.
 */
export class Simulator {
  readonly #waiting = new Map<number, (answer: NumberedAnswer) => void>();
  #worker: Worker | undefined;
  #number = 0;

  /**
   * Asks for a run.
   *
   * @throws SimulatorError when the request is wrong, or its run takes longer than 20 seconds.
   */
  async ask(request: SimulatorRequest): Promise<RunResult> {
    const answer = await this.send(request);
    if ("result" in answer) return answer.result;
    throw errorOf(answer);
  }

  /**
   * Asks for the trace of a run and nothing else: what a fork needs, and what works without a network once the worker is warm.
   *
   * @throws SimulatorError as {@link Simulator.ask} does.
   */
  async trace(scenario: Scenario): Promise<TraceFile> {
    const answer = await this.send({ do: "trace", scenario });
    if ("trace" in answer) return answer.trace;
    throw errorOf(answer);
  }

  /**
   * Asks for what the informers of a run ask and are told.
   *
   * @throws SimulatorError as {@link Simulator.ask} does.
   */
  async exchanges(scenario: Scenario): Promise<readonly Exchange[]> {
    const answer = await this.send({ do: "exchanges", scenario });
    if ("exchanges" in answer) return answer.exchanges;
    throw errorOf(answer);
  }

  /** Asks for anything; that something was wrong is an answer, too. */
  async send(request: AnyRequest): Promise<NumberedAnswer> {
    this.#number += 1;
    const number = this.#number;
    const worker = this.#start();
    return new Promise<NumberedAnswer>((resolve) => {
      const timer = setTimeout(() => {
        this.#restart(`the run was stopped after ${patienceMs / 1000} seconds; give it less to do`);
      }, patienceMs);
      this.#waiting.set(number, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      worker.postMessage({ ...request, number } satisfies NumberedRequest);
    });
  }

  /**
   * Loads the worker before it is needed, so that the first fork also works without a network; whole where forks need the
   * whole server, which comes with the first text to check.
   */
  warm(isWhole: boolean): void {
    if (isWhole) void this.send({ do: "check-yaml", yaml: "" });
    else this.#start();
  }

  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL("./simulator-worker.ts", import.meta.url), {
      type: "module",
    });
    worker.addEventListener("message", ({ data }: MessageEvent<NumberedAnswer>) => {
      this.#waiting.get(data.number)?.(data);
      this.#waiting.delete(data.number);
    });
    worker.addEventListener("error", ({ message }) => {
      this.#restart(`the simulator did not load or broke: ${message || "no reason given"}`);
    });
    this.#worker = worker;
    return worker;
  }

  #restart(problem: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const [number, resolve] of this.#waiting) resolve({ number, problem });
    this.#waiting.clear();
  }
}

function errorOf(answer: NumberedAnswer): SimulatorError {
  return "problem" in answer
    ? new SimulatorError(answer.problem, answer.input)
    : new SimulatorError("the simulator answered something else");
}
