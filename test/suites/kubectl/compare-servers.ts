// Runs every kubectl command before this package's server and prints what differs from what a real one answered; with `--url`
// they run before that server as well, and `--record` keeps its answers. The real cluster must be a new one.
// node --conditions=@informerlab/source test/suites/kubectl/compare-servers.ts --url https://127.0.0.1:16443 --token TOKEN

import { kubectlPath } from "@informerlab/tools/kubectl";
import { compareGroupsOptions } from "../requests/compare-options.ts";
import { startOwnServer } from "../requests/own-server.ts";
import { differingLines } from "./differing-lines.ts";
import { kubectlGroups } from "./groups.ts";
import { type KubectlRecording, readRecording, writeRecording } from "./recording.ts";
import { runGroup } from "./run-groups.ts";

const options = compareGroupsOptions();
const kubectl = await kubectlPath();
const groups = kubectlGroups.filter(({ name }) => options.group === "" || name === options.group);
const recording = options.url === "" ? readRecording() : await record();
let count = 0;
let equal = 0;
for (const group of groups) {
  await using server = await startOwnServer();
  const answers = await runGroup(kubectl, server, group);
  for (const [at, [line, real]] of (recording[group.name] ?? []).entries()) {
    const lines = differingLines(real, answers[at]);
    count++;
    if (lines.length === 0) equal++;
    else console.log([`${group.name} ${at}: kubectl ${line}`, ...lines].join("\n    "));
  }
}
console.log(`${count} commands: ${equal} end the same in exit code, output and errors`);

async function record(): Promise<KubectlRecording> {
  const { url, token } = options;
  const recorded: Record<string, KubectlRecording[string]> = {};
  for (const group of groups) {
    const answers = await runGroup(kubectl, { url, token }, group);
    recorded[group.name] = group.commands.map(
      ({ line }, at) => [line, answers[at] ?? { code: -1, out: "", err: "" }] as const,
    );
  }
  if (options.record) writeRecording(recorded);
  return recorded;
}
