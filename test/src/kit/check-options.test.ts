import type { KubernetesObject } from "@informerlab/core";
import { expect, test, vi } from "vitest";
import { chaosTest } from "./chaos-test.ts";
import type { ChaosOptions, ControllerUnderTest } from "./controller.ts";
import { always, eventually, type RuleAnswer } from "./rules/rules.ts";
import { configMap, nothingWrong, users } from "./testing/config-map-controllers.ts";

const idle: ControllerUnderTest = { name: "idle", start: () => undefined };

/** What is said before any run to who writes JavaScript. */
async function complaintOf(options: object, controller: object = idle): Promise<string> {
  const start = vi.fn();
  const tested = "start" in controller ? { ...controller, start } : controller;
  const wanted = { users, invariants: [nothingWrong], runs: 1, ...options };
  const error = await chaosTest(tested as ControllerUnderTest, wanted as ChaosOptions).catch(
    (thrown: unknown) => thrown,
  );
  expect(start).not.toHaveBeenCalled();
  expect(error).toBeInstanceOf(TypeError);
  return (error as TypeError).message;
}

const user = (more: object): object => ({ users: [{ ...users[0], ...more }] });
const service = (port: number): KubernetesObject =>
  ({ apiVersion: "v1", kind: "Service", spec: { ports: [{ port }] } }) as KubernetesObject;

test.each<[string, object, RegExp]>([
  [
    "a trouble that is none",
    { troubles: ["verb-refuse"] },
    /^options\.troubles\[0\]: must be one of "watch-cut", .* found "verb-refuse"; did you mean "verb-refused"\?$/,
  ],
  ["no variant", user({ variants: [] }), /^options\.users\[0\]\.variants: is empty: give at least/],
  ["no run", { runs: 0 }, /^options\.runs: must be a whole number at least 1, found 0$/],
  ["another name", { run: 5 }, /^options\.run: is not known here; did you mean "runs"\?$/],
  [
    "several at once",
    { seed: "x", settleMS: 1 },
    /^options\.seed: must be a whole .*\noptions\.settleMS: .* "settleMs"\?$/,
  ],
  [
    "a manifest that the server refuses",
    user({ resource: "services", variants: [service(80), service(99_999)] }),
    /^options\.users\[0\]\.variants\[1\]: the server refuses it: .*port.*between 1 and 65535/,
  ],
  [
    "a manifest of another kind",
    user({ resource: "services" }),
    /^options\.users\[0\]\.variants\[0\]: must be of the kind Service, .* found "ConfigMap"$/,
  ],
  [
    "a resource that is none",
    user({ resource: "confgmaps" }),
    /^options\.users\[0\]\.resource: the cluster has no resource "confgmaps".*; did you mean "configmaps"\?$/,
  ],
  [
    "an accident of a resource that is none",
    { accidents: [{ resource: "deployment.app", do: "delete" }] },
    /^options\.accidents\[0\]\.resource: .*; did you mean "deployments\.apps"\?$/,
  ],
  [
    "a rule that looks at nothing",
    { invariants: [always("all is well", undefined as unknown as () => true)] },
    /^invariants\[0\], "all is well", has no function that checks it/,
  ],
  [
    "a rule that promises",
    { invariants: [eventually("it ends", (async () => true) as unknown as () => RuleAnswer)] },
    /^the rule "it ends" must answer .* it answered a Promise: .* leave async out/,
  ],
  [
    "a rule that answers null",
    { invariants: [eventually("it ends", () => null as unknown as RuleAnswer)] },
    /^the rule "it ends" must answer true, false or a text .* it answered null$/,
  ],
])("%s is refused before any run, with what would be right", async (_what, options, expected) => {
  expect(await complaintOf(options)).toMatch(expected);
});

test("a controller without a start is refused", async () => {
  expect(await complaintOf({}, { name: "idle" })).toBe(
    'controllers[0]: "start" is missing (what its main does: start({ informers, client, … }))',
  );
});

test("a seed out of the environment that is no number is refused", async () => {
  vi.stubEnv("INFORMERLAB_SEED", "abc");
  try {
    expect(await complaintOf({})).toMatch(/^INFORMERLAB_SEED must be a whole number.*found "abc"$/);
  } finally {
    vi.unstubAllEnvs();
  }
});

test("a change that the server refuses in a run is told with the change", async () => {
  const change = { spec: { ports: [{ port: 99_999 }] } };
  const services = user({ resource: "services", variants: [service(80)], changes: [change] });

  await expect(
    chaosTest(idle, { ...services, invariants: [nothingWrong], runs: 30 } as ChaosOptions),
  ).rejects.toThrow(
    /^what users do must be valid wherever it comes: patch of Service default\/\w by \{"spec".*99999.* is refused: /,
  );
});

test("whatever a right test says is taken", async () => {
  const options: ChaosOptions = {
    users: [{ ...users[0], resource: "configmaps", variants: [configMap("1")], deletes: false }],
    accidents: [{ resource: "configmaps", do: "delete" }],
    invariants: [[nothingWrong]],
    toleratesError: () => false,
    language: "en",
    realIo: false,
    runs: 2,
  };
  await expect(chaosTest(idle, options)).resolves.toMatchObject({ runs: 2 });
});
