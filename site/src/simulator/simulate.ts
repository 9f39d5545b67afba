import { type TraceFinding, writeTraceFile } from "@informerlab/core/trace";
import {
  isRecording,
  RecordingError,
  readRecording,
  traceOfRecording,
} from "@informerlab/fake-apiserver";
import {
  askedOf,
  checkInvariants,
  encodeScenario,
  formatScenario,
  invariantById,
  type Level,
  parseScenario,
  permalinkTextPart,
  readPermalinkFragment,
  runScenario,
  type Scenario,
  toScenario,
  type Verdict,
} from "@informerlab/test";
import { type Input, InputError, readInput } from "@informerlab/visualizer";
import { judgeLevel } from "../levels/judge-level.ts";
import { judgedPart } from "./judged-part.ts";
import type { BrokenRule, Judgement, RunResult, SimulatorRequest } from "./run-result.ts";

/**
 * Answers a request of a page.
 *
 * @throws Error with a sentence that names what was wrong and where.
 */
export function simulate(request: SimulatorRequest): RunResult {
  switch (request.do) {
    case "run-yaml":
      return judged(runText(request.yaml, request.source), request.level);
    case "run":
      return run(request.scenario);
    case "open-link": {
      const { scenario, step, text } = readPermalinkFragment(request.fragment);
      const result = judged(written(run(scenario), text), request.level);
      return step === undefined ? result : { ...result, seq: step };
    }
    case "open-file":
      return openFile(request.text, request.source);
  }
}

function run(scenario: Scenario): RunResult {
  const { trace, verdicts, isQuiet } = runScenario(scenario);
  const yaml = formatScenario(scenario);
  return { trace, judgement: judgementOf(verdicts), scenario, yaml, isQuiet };
}

function runText(yaml: string, source: string): RunResult {
  return written(run(parseScenario(yaml, source)), yaml);
}

/** What its author wrote stays, comments and all. */
function written(result: RunResult, yaml: string | undefined): RunResult {
  const { scenario } = result;
  if (yaml === undefined || scenario === undefined) return result;
  const { beats: _beats, ...bare } = scenario;
  return { ...result, yaml, textPart: permalinkTextPart(encodeScenario(bare), yaml) };
}

function judged(result: RunResult, level: Level | undefined): RunResult {
  const { scenario, trace } = result;
  if (level === undefined || scenario === undefined) return result;
  return { ...result, level: judgeLevel(level, scenario, trace) };
}

/** A longer trace is judged by what it tells: running it once more under every judge could take longer than a reader waits. */
const runAgainMax = 20_000;

/** A file is taken for what it is, whatever its name says. */
function openFile(text: string, source: string): RunResult {
  let input: Input;
  const isRecorded = isRecording(text);
  try {
    input = isRecorded ? readRecorded(text) : readInput(text);
  } catch (error) {
    const isScenario = error instanceof InputError && error.problem.id === "scenario";
    if (isScenario) return runText(text, source);
    throw error;
  }
  const { trace, notes } = input;
  const scenario =
    trace.scenario === undefined ? undefined : toScenario(trace.scenario, `${source}, scenario`);
  const isShort = trace.records.length <= runAgainMax;
  const again = scenario && isShort ? run(scenario) : undefined;
  // Who is there while it runs can be asked more than a trace tells.
  if (again !== undefined && writeTraceFile(again.trace) === writeTraceFile(trace)) {
    return { ...again, notes };
  }
  const told = scenario === undefined ? { isRealTime: true } : askedOf(scenario);
  const ofInformers = judgementOf(checkInvariants(judgedPart(trace.records, isRecorded), told));
  const judgement = trace.finding ? withFinding(ofInformers, trace.finding) : ofInformers;
  const isQuiet = trace.records.at(-1)?.fact.kind === "scenario.quiet";
  const shown = { trace, judgement, notes, isQuiet };
  return scenario === undefined ? shown : { ...shown, scenario, yaml: formatScenario(scenario) };
}

/** What a proxy recorded, cut off or not, with an informer beside each client. */
function readRecorded(text: string): Input {
  try {
    const recording = readRecording(text, { acceptsCut: true });
    const { trace, notes } = readInput(writeTraceFile(traceOfRecording(recording)));
    return { trace, notes: [{ id: "recording" }, ...notes] };
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    throw new InputError({ id: "recording", values: { text: error.message } }, { cause: error });
  }
}

/** What the program's author asked for comes first: the page opens there. */
function withFinding(judgement: Judgement, { rule, message, seq }: TraceFinding): Judgement {
  const both = (text: string) => ({ en: text, "zh-CN": text });
  const found = {
    id: "chaosTest",
    title: both(rule),
    source: "invariants",
    message: both(message),
    seq,
  };
  return { ...judgement, broken: [found, ...judgement.broken] };
}

function judgementOf(verdicts: readonly Verdict[]): Judgement {
  const count = (wanted: Verdict["verdict"]): number =>
    verdicts.filter(({ verdict }) => verdict === wanted).length;
  const broken = verdicts.flatMap(({ invariant, violation }): BrokenRule[] => {
    if (violation === undefined) return [];
    const rule = invariantById(invariant);
    const { message, seq } = violation;
    const title = rule?.title ?? { en: invariant, "zh-CN": invariant };
    return [{ id: invariant, title, source: rule?.source ?? "", message, seq }];
  });
  broken.sort((a, b) => a.seq - b.seq);
  return { holding: count("holds"), notReached: count("not-reached"), broken };
}
