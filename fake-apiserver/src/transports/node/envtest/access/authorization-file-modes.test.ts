import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { AuthorizationModes } from "../../../../authorization/authorization-options.ts";
import { AuthorizationFileModes } from "./authorization-file-modes.ts";

const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-authorizers-"));
const path = join(folder, "authorization.yaml");
const kubeconfig = join(folder, "kubeconfig");
writeFileSync(
  kubeconfig,
  `clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
contexts: [{name: x, context: {cluster: c}}]
current-context: x`,
);
afterAll(() => rmSync(folder, { recursive: true }));

const rbac = { type: "RBAC", name: "rbac" };
const everybody = { type: "AlwaysAllow", name: "alwaysallow" };
const webhook = (more: object = {}) => ({
  type: "Webhook",
  name: "a",
  webhook: {
    timeout: "3s",
    subjectAccessReviewVersion: "v1",
    matchConditionSubjectAccessReviewVersion: "v1",
    failurePolicy: "Deny",
    connectionInfo: { type: "KubeConfigFile", kubeConfigFile: kubeconfig },
    ...more,
  },
});

function write(...authorizers: readonly object[]): void {
  const kind = "AuthorizationConfiguration";
  writeFileSync(
    path,
    JSON.stringify({ apiVersion: "apiserver.config.k8s.io/v1", kind, authorizers }),
  );
}

const open = () => AuthorizationFileModes.open(path, () => 0);
const ann = { name: "ann", groups: ["dev"] };

function opinions(modes: AuthorizationModes) {
  return modes.map((mode) =>
    typeof mode === "string" ? mode : mode.authorize(ann, { path: "/x", verb: "get" }),
  );
}

test("a webhook is passed over for what does not meet its conditions; its policy decides where they fail", async () => {
  const when = (expression: string) => webhook({ matchConditions: [{ expression }] });
  const failing = (failurePolicy: string) => ({
    ...webhook({
      failurePolicy,
      matchConditions: [{ expression: "request.resourceAttributes.verb == ''" }],
    }),
    name: failurePolicy.toLowerCase(),
  });
  write(when("has(request.resourceAttributes)"), failing("Deny"), failing("NoOpinion"), rbac);
  const problem =
    "cel evaluation error: expression 'request.resourceAttributes.verb == ''' resulted in error: no such key: resourceAttributes";

  expect(opinions((await open()).current)).toEqual([
    { verdict: "none", reason: "" },
    { verdict: "deny", reason: "", problem },
    { verdict: "none", reason: "", problem },
    "RBAC",
  ]);
});

test("a file that has changed decides from then on", async () => {
  write(rbac);
  const modes = await open();

  write(everybody, rbac);
  await modes.reload();

  expect(modes.current).toEqual(["AlwaysAllow", "RBAC"]);
});

test.each([
  ["lacks what it began with", [everybody], "missing required types: [RBAC]"],
  [
    "has what it did not begin with",
    [rbac, { type: "Node", name: "node" }],
    "authorizer type Node is not allowed if it was not enabled at initial server startup",
  ],
  ["is empty", [], "authorizers: Required value: at least one authorization mode must be defined"],
])("a file that %s is told once, and what was before decides on", async (_what, now, problem) => {
  write(rbac);
  const modes = await open();

  write(...now);

  await expect(modes.reload()).rejects.toThrow(problem);
  await expect(modes.reload()).resolves.toBeUndefined();
  expect(modes.current).toEqual(["RBAC"]);
});

test("the file is watched", async () => {
  write(rbac);
  const modes = await open();
  const told = new Promise<string>((resolve) => {
    const stop = modes.watch((line) => {
      stop();
      resolve(line);
    });
  });

  write(everybody);

  expect(await told).toBe("reloading authorization config: missing required types: [RBAC]");
});
