import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { kubeApiserverFlags } from "./kube-apiserver-flags.ts";
import { readMetricFlags } from "./metric-flags.ts";
import { parseFlags } from "./parse-flags.ts";

const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-metrics-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "labels.yaml");
writeFileSync(path, "requests,code: 201,500\nrequests,verb: GET\n");

const read = (...args: readonly string[]) =>
  readMetricFlags(parseFlags([...args], kubeApiserverFlags));

test.each<readonly [args: readonly string[], labels: object]>([
  [[], {}],
  [["--allow-metric-labels=requests,code=201,500"], { requests: { code: ["201", "500"] } }],
  [['--allow-metric-labels="requests,code=201"'], { requests: { code: ["201"] } }],
  [
    ['--allow-metric-labels="requests,code=201,500","waiting,kind=mutating"'],
    { requests: { code: ["201", "500"] }, waiting: { kind: ["mutating"] } },
  ],
  [
    ["--allow-metric-labels=requests,code=201", "--allow-metric-labels=requests,verb=GET"],
    { requests: { code: ["201"], verb: ["GET"] } },
  ],
  [
    [`--allow-metric-labels-manifest=${path}`],
    { requests: { code: ["201", "500"], verb: ["GET"] } },
  ],
  [
    ["--allow-metric-labels=requests,code=201", `--allow-metric-labels-manifest=${path}`],
    { requests: { code: ["201"] } },
  ],
  [[`--allow-metric-labels-manifest=${path}.none`], {}],
])("%j let through %j", async (args, labels) => {
  expect(await read(...args)).toEqual({ disabled: [], labels });
});

test("metrics are switched off by name", async () => {
  expect(await read("--disabled-metrics=a,b", "--disabled-metrics=c")).toMatchObject({
    disabled: ["a", "b", "c"],
  });
});
