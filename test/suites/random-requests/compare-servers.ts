// Sends the random requests of a seed to the real server and to ours and prints what differs. The real cluster may be used
// for many seeds, each once. `--record` keeps the real answers, and without `--url` they are what is compared with.
// node --conditions=@informerlab/source test/suites/random-requests/compare-servers.ts --url https://127.0.0.1:16443 --seed 1

import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { rawSender, requestsOf } from "../requests/ask-all.ts";
import { differences, nameOf } from "../requests/differences.ts";
import { startOwnServer } from "../requests/own-server.ts";
import type { RawAnswer } from "../requests/settle.ts";
import { askRandom } from "./ask.ts";
import { randomRequests } from "./generate.ts";
import { startHookServer } from "./hook-server.ts";
import { keepRecording, type RandomRecording, readRecordings } from "./recording.ts";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "" },
    token: { type: "string", default: "oracle" },
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "1000" },
    record: { type: "boolean", default: false },
  },
});
await using hooks = await startHookServer();
const { seed, count, answers: real } = await recording();
if (values.record) keepRecording({ seed, count, answers: real });
const group = await randomRequests(seed, count);
await using server = await startOwnServer();
const ours = rawSender(server);
const own = await askRandom({ send: ours.send, hooks }, group);
ours.close();

const found: { readonly isCode: boolean; readonly text: string }[] = [];
for (const [at, request] of requestsOf(group).entries()) {
  const [one, other] = [real[at] as RawAnswer, own[at] as RawAnswer];
  const lines = differences(one, other);
  // A real server that broke has said nothing that one could do as well.
  if (lines.length === 0 || one.status === 0) continue;
  const text = [`${at}: ${nameOf(request)}`, ...lines].join("\n    ");
  found.push({ isCode: one.status !== other.status, text });
}
for (const { text } of found.sort((a, b) => Number(b.isCode) - Number(a.isCode))) console.log(text);
const codes = found.filter(({ isCode }) => isCode).length;
console.log(
  `${real.length} requests: ${real.length - codes} are answered with the same code, ${real.length - found.length} the same in status, headers and body`,
);

async function recording(): Promise<RandomRecording> {
  const { url, token } = values;
  if (url === "") {
    const all = readRecordings();
    const kept = all.find((one) => one.seed === values.seed);
    if (kept !== undefined) return kept;
    const seeds = all.map((one) => one.seed).join(", ");
    throw new Error(
      `Nothing is kept of --seed ${values.seed}, but of ${seeds}; with --url a real server is asked.`,
    );
  }
  const theirs = rawSender({ url, token });
  const asked = Number(values.count);
  const answers = await askRandom(
    { send: theirs.send, hooks, pause: (ms) => setTimeout(ms) },
    await randomRequests(values.seed, asked),
  );
  theirs.close();
  return { seed: values.seed, count: asked, answers };
}
