// Puts policies that change objects, and the objects, to a real server and to ours and prints what differs. The real server
// needs --feature-gates=MutatingAdmissionPolicy=true and --runtime-config=admissionregistration.k8s.io/v1beta1=true,
// admissionregistration.k8s.io/v1alpha1=true, and has to be a fresh one for each seed: once no policy is told more by objects
// of a kind, it never hears of them again. `--record` keeps the real answers, and without `--url`
// they are what is compared with.
// node --conditions=@informerlab/source test/suites/mutations/compare-servers.ts --url https://127.0.0.1:16443 --seed 1

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { differences, nameOf } from "../requests/differences.ts";
import { startOwnServer } from "../requests/own-server.ts";
import type { RawAnswer } from "../requests/settle.ts";
import { askCases, requestsOf } from "./ask.ts";
import { mutationCases } from "./cases.ts";
import { inOrder } from "./in-order.ts";
import { keepRecording, type MutationRecording, readRecordings } from "./recording.ts";
import { apis } from "./server-apis.ts";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "" },
    token: { type: "string", default: "oracle" },
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "300" },
    record: { type: "boolean", default: false },
    // Keeps the real answers in a file of its own, or compares with those that it has.
    answers: { type: "string", default: "" },
  },
});
const { seed, count, answers: real } = await recording();
if (values.record) keepRecording({ seed, count, answers: real });
const cases = mutationCases(seed, count);
await using server = await startOwnServer(apis);
const own = await askCases(server, cases);
let codes = 0;
let wholes = 0;
for (const [at, request] of requestsOf(cases).entries()) {
  const [one, other] = [real[at], own[at]].map((answer) => inOrder(answer as RawAnswer)) as [
    RawAnswer,
    RawAnswer,
  ];
  const lines = differences(one, other);
  if (one.status !== other.status) codes++;
  if (lines.length === 0) continue;
  wholes++;
  console.log([`${at}: ${nameOf(request)}`, ...lines].join("\n    "));
}
console.log(
  `${real.length} requests: ${real.length - codes} are answered with the same code, ${real.length - wholes} the same in status, headers and body`,
);

async function recording(): Promise<MutationRecording> {
  const { url, token, answers: file } = values;
  if (file !== "" && existsSync(file))
    return JSON.parse(readFileSync(file, "utf8")) as MutationRecording;
  if (url === "") {
    const kept = readRecordings().find((one) => one.seed === values.seed);
    if (kept !== undefined) return kept;
    throw new Error(`Nothing is kept of --seed ${values.seed}; with --url a real server is asked.`);
  }
  const theirs = mutationCases(values.seed, Number(values.count));
  const settled = async (): Promise<void> => {
    await setTimeout(3000 + 30 * Number(values.count));
  };
  const answers = await askCases({ url, token }, theirs, settled);
  const asked = { seed: values.seed, count: Number(values.count), answers };
  if (file !== "") writeFileSync(file, JSON.stringify(asked));
  return asked;
}
