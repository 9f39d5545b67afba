import { parseJson, printJson } from "@informerlab/core";
import { type Benchmark, type Measurement, timed } from "./benchmark.ts";
import { deployment } from "./deployment.ts";

const documents = 1000;
const passes = 20;

interface Json {
  readonly parse: (text: string) => unknown;
  readonly print: (value: unknown) => string;
}

/** Parses what came in one piece of a watch, a line each, and prints what was parsed. */
async function measure({ parse, print }: Json): Promise<Measurement> {
  const received = Array.from({ length: documents }, (_, index) =>
    JSON.stringify(deployment(index)),
  ).join("\n");
  const lines = received.split("\n");
  const objects = lines.map(parse);
  if (objects.map((object) => print(object)).join("\n") !== received) {
    throw new Error("what was printed is not what was parsed");
  }
  const figures: Measurement = {};
  let done = 0;
  // The first rounds are thrown away, so that what is measured is compiled code.
  for (const kept of [{}, {}, figures]) {
    await timed(kept, "Deployments parsed/s", documents * passes, () => {
      for (let pass = 0; pass < passes; pass++) {
        for (const line of lines) if (parse(line) !== undefined) done += 1;
      }
    });
    await timed(kept, "Deployments printed/s", documents * passes, () => {
      for (let pass = 0; pass < passes; pass++) {
        for (const object of objects) if (print(object) !== "") done += 1;
      }
    });
  }
  if (done !== 6 * documents * passes) throw new Error(`${done} documents`);
  return figures;
}

export const jsonBenchmark: Benchmark = {
  name: "json",
  about: "lines of JSON, without a loss of integers and with",
  contestants: [
    { name: "ours", measure: () => measure({ parse: parseJson, print: printJson }) },
    {
      name: "JSON",
      measure: () =>
        measure({ parse: (text) => JSON.parse(text), print: (value) => JSON.stringify(value) }),
    },
  ],
};
