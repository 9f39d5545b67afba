import { kubectlPath, kubectlProblem } from "@informerlab/tools/kubectl";
import { expect, test } from "vitest";
import { startOwnServer } from "../requests/own-server.ts";
import type { KubectlGroup } from "./command.ts";
import { differingLines } from "./differing-lines.ts";
import { kubectlGroups } from "./groups.ts";
import { readRecording } from "./recording.ts";
import { runGroup } from "./run-groups.ts";

/** Each command starts a program: of all groups, which `compare-servers.ts` runs, these stand for the others here. */
const groups = kubectlGroups.filter(({ name }) => ["applies", "custom", "rights"].includes(name));
/** Commands that end otherwise: the first problem of an unordered map. */
const differingMax = 1;
const problem =
  process.env["KUBECTL_PATH"] === undefined
    ? kubectlProblem()
    : "KUBECTL_PATH may name another version than the recording's";

test.skipIf(problem)(
  "kubectl's commands end as they do before a real kube-apiserver",
  { timeout: 180_000 },
  async () => {
    const recording = readRecording();
    const kubectl = await kubectlPath();
    const rest = [...groups];
    const differing: string[] = [];

    const runRest = async (): Promise<void> => {
      for (let group = rest.shift(); group !== undefined; group = rest.shift()) {
        differing.push(...(await differencesOf(kubectl, group, recording[group.name] ?? [])));
      }
    };
    await Promise.all([runRest(), runRest()]);

    expect(differing.length, differing.join("\n")).toBeLessThanOrEqual(differingMax);
  },
);

test("the recording holds an answer to each command", () => {
  const recording = readRecording();

  const recorded = kubectlGroups.map(({ name }) => recording[name]?.map(([line]) => line));

  expect(recorded).toEqual(kubectlGroups.map(({ commands }) => commands.map(({ line }) => line)));
});

async function differencesOf(
  kubectl: string,
  group: KubectlGroup,
  recorded: ReturnType<typeof readRecording>[string],
): Promise<readonly string[]> {
  await using server = await startOwnServer();
  const answers = await runGroup(kubectl, server, group);
  return recorded
    .filter(([, real], at) => differingLines(real, answers[at]).length > 0)
    .map(([line]) => `${group.name}: kubectl ${line}`);
}
