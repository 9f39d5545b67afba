// Puts every request to the real server and to ours and prints what differs; `--record` keeps the real answers, and without
// `--url` they are what is compared with. The real cluster must be a new one.
// node --conditions=@informerlab/source test/suites/requests/compare-servers.ts --url https://127.0.0.1:16443 --token TOKEN

import { askAll, requestsOf } from "./ask-all.ts";
import { compareGroupsOptions } from "./compare-options.ts";
import { differences, nameOf } from "./differences.ts";
import { requestGroups } from "./groups.ts";
import { startOwnServer } from "./own-server.ts";
import { type RequestRecording, readRecording, writeRecording } from "./recording.ts";

const options = compareGroupsOptions();
const groups = requestGroups.filter(({ name }) => options.group === "" || name === options.group);
const recording = options.url === "" ? readRecording() : await record();
await using server = await startOwnServer();
const own = await askAll(server, groups);
let count = 0;
let equal = 0;
for (const [index, group] of groups.entries()) {
  for (const [at, [request, real]] of (recording[group.name] ?? []).entries()) {
    const lines = differences(real, own[index]?.[at] ?? { status: 0, headers: {}, body: "" });
    count++;
    if (lines.length === 0) equal++;
    else console.log([`${group.name} ${at}: ${nameOf(request)}`, ...lines].join("\n    "));
  }
}
console.log(`${count} requests: ${equal} are answered the same in status, headers and body`);

async function record(): Promise<RequestRecording> {
  const { url, token } = options;
  const real = await askAll({ url, token }, groups);
  const entries = groups.map(
    (group, index) =>
      [
        group.name,
        requestsOf(group).map((request, at) => [request, real[index]?.[at]] as const),
      ] as const,
  );
  const recorded = Object.fromEntries(entries) as RequestRecording;
  // Of one group, the others keep what they have.
  if (options.record) writeRecording({ ...readRecording(), ...recorded });
  return recorded;
}
