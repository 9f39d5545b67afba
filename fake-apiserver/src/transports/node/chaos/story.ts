import type { ListOptions } from "@informerlab/core";
import type { JournalEntry } from "../../../journal/request-journal.ts";
import type { ChaosRun } from "./outcome.ts";

/** One line of a story. */
interface Line {
  readonly at: number;
  readonly client: string;
  readonly what: string;
  readonly answer: string;
  readonly faults: string;
}

/** How many requests of the same client are told after one that a fault struck: what the client did about it. */
const reactionsTold = 2;
/** How many of the last requests are told. */
const lastTold = 10;
const linesMax = 300;

/** The story of a run as Markdown: which faults, whom they struck, what the client did then, how it ended. */
export function storyOf(run: ChaosRun, command: readonly string[]): string {
  const { seed, faults, hits, tests } = run;
  const lines = linesOf(run);
  const told = lines.slice(0, linesMax);
  const named = tests.map((test) => `- ${test}`).join("\n");
  return [
    faults.length === 0 ? "# Without faults" : `# Seed ${seed}`,
    `\`${command.join(" ")}\` ${endOf(run)} after ${Math.round(run.durationMs)} ms and ${run.requests.length} requests.`,
    ...(tests.length === 0 ? [] : [`## What failed\n\n${named}`]),
    ...(faults.length === 0 ? [] : ["## What went wrong"]),
    faults
      .map(
        ({ id, ...fault }) =>
          `- **${id}** struck ${times(hits.get(id) ?? 0)}: \`${JSON.stringify(fault)}\``,
      )
      .join("\n"),
    "## What happened",
    `Requests that a fault struck, what the same client did next, and how it ended. All requests are in \`journal.jsonl\`, all that was said in \`output.log\`; \`trace.jsonl\` opens in the playground.`,
    [
      "| ms | who | asked | answer | struck by |",
      "| ---: | --- | --- | --- | --- |",
      ...told.map((line) => row(line, run.startedAt)),
    ].join("\n"),
    ...(lines.length > told.length ? [`… and ${lines.length - told.length} more.`] : []),
    "",
  ]
    .filter((part, index, parts) => part !== "" || index === parts.length - 1)
    .join("\n\n");
}

/** How a run ended, in words. */
export function endOf({ end }: Pick<ChaosRun, "end">): string {
  if (end.isTimedOut) return "did not end in time and was stopped";
  return end.code === 0 ? "went well" : `ended with ${end.code}`;
}

function linesOf({ requests, strikes }: ChaosRun): readonly Line[] {
  const told = new Set<JournalEntry>(requests.slice(-lastTold));
  const following = new Map<string, number>();
  const struck = [...strikes];
  for (const entry of requests) {
    while ((struck[0]?.at ?? Number.POSITIVE_INFINITY) <= entry.at) {
      following.set(struck.shift()?.client ?? "", reactionsTold);
    }
    const left = following.get(entry.client) ?? 0;
    if (entry.faults.length > 0) {
      following.set(entry.client, reactionsTold);
      told.add(entry);
    } else if (left > 0) {
      following.set(entry.client, left - 1);
      told.add(entry);
    }
  }
  const ofRequests = [...told].map((entry) => ({
    at: entry.at,
    client: entry.client,
    what: questionOf(entry),
    answer:
      entry.code === undefined ? "none yet" : entry.code === 0 ? "broken off" : answerOf(entry),
    faults: entry.faults.join(", "),
  }));
  const ofWatches = strikes.map(({ at, client, resource, fault, action }) => ({
    ...{ at, client, what: `(its open watch of ${resource})`, answer: action, faults: fault },
  }));
  return [...ofRequests, ...ofWatches].toSorted((a, b) => a.at - b.at);
}

function answerOf({ code, reason }: JournalEntry): string {
  return reason === undefined || reason === "" ? String(code) : `${code} ${reason}`;
}

function questionOf({ verb, resource, namespace, name, options }: JournalEntry): string {
  const place = [namespace, name].filter((part) => part !== undefined).join("/");
  const { resourceVersion, sendInitialEvents }: ListOptions = options;
  const since = resourceVersion === undefined ? "" : ` from ${resourceVersion}`;
  const streamed = sendInitialEvents === true ? " with initial events" : "";
  return `${verb} ${resource}${place === "" ? "" : ` ${place}`}${since}${streamed}`;
}

function row({ at, client, what, answer, faults }: Line, start: number): string {
  const cells = [String(Math.round(at - start)), client.slice(0, 60), what, answer, faults];
  return `| ${cells.map((cell) => cell.replace(/[\r\n|]/g, " ")).join(" | ")} |`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
