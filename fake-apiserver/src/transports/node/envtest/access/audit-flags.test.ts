import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { AuditEvent } from "../../../../audit/audit-event.ts";
import { kubeApiserverFlags } from "../flags/kube-apiserver-flags.ts";
import { parseFlags } from "../flags/parse-flags.ts";
import { auditFlagProblems } from "./audit-flag-problems.ts";
import { openAudit } from "./audit-flags.ts";

const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-audit-flags-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

/** The flags for a policy, and the log that they name. */
function flagsFor(policy: string, ...more: readonly string[]) {
  const path = join(folder, `policy-${files++}.yaml`);
  writeFileSync(path, policy);
  const log = `${path}.log`;
  const args = [`--audit-policy-file=${path}`, `--audit-log-path=${log}`, ...more];
  return { path, log, flags: parseFlags(args, kubeApiserverFlags) };
}

const head = "apiVersion: audit.k8s.io/v1\nkind: Policy\n";
const stages = "allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic";

// What kube-apiserver v1.35.4 said.
test.each([
  ["", "unknown group version field audit.k8s.io/__internal, Kind=Policy in policy"],
  ["rules: []", "unknown group version field audit.k8s.io/__internal, Kind=Policy in policy"],
  [head, "loaded illegal policy with 0 rules"],
  [
    "hello",
    'failed decoding: couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
  ],
  [
    "apiVersion: audit.k8s.io/v1\nkind: [Policy\n",
    "failed decoding: yaml: line 2: did not find expected ',' or ']'",
  ],
  [
    "apiVersion: audit.k8s.io/v1\nkind: Event",
    "failed decoding: converting (v1.Event) to (audit.Policy): unknown conversion",
  ],
  [
    "apiVersion: audit.k8s.io/v1beta1\nkind: Policy",
    'failed decoding: no kind "Policy" is registered for version "audit.k8s.io/v1beta1" in scheme "pkg/runtime/scheme.go:111"',
  ],
  [
    `${head}rules: {level: All}`,
    "failed decoding: json: cannot unmarshal object into Go struct field Policy.rules of type []v1.PolicyRule",
  ],
  [
    `${head}rules: [{level: 3}]`,
    "failed decoding: json: cannot unmarshal number into Go struct field PolicyRule.rules.level of type v1.Level",
  ],
  [
    `${head}rules: [{level: None, users: a}]`,
    "failed decoding: json: cannot unmarshal string into Go struct field PolicyRule.rules.users of type []string",
  ],
  [
    `${head}rules: [{level: All},{users: [a]}]`,
    '[rules[0].level: Unsupported value: "All": supported values: "None", "Metadata", "Request", "RequestResponse", rules[1].level: Required value]',
  ],
  [
    `${head}omitStages: [Foo]\nrules: [{level: None, nonResourceURLs: [a, "/a*b"], namespaces: [x]}]`,
    `[omitStages[0]: Invalid value: "Foo": ${stages}, rules[0].nonResourceURLs[0]: Invalid value: "a": non-resource URL rules must begin with a '/' character, rules[0].nonResourceURLs[1]: Invalid value: "/a*b": non-resource URL wildcards '*' must be the final character of the rule, rules[0].nonResourceURLs: Invalid value: ["a","/a*b"]: rules cannot apply to both regular resources and non-resource URLs]`,
  ],
  [
    `${head}rules: [{level: None, resources: [{resourceNames: [q]}]}]`,
    'rules[0].resources.resourceNames: Invalid value: ["q"]: using resourceNames requires at least one resource',
  ],
])("a policy that is wrong is refused in the real server's words: %s", async (policy, words) => {
  const { path, flags } = flagsFor(policy);

  await expect(
    openAudit(
      flags,
      () => 0,
      () => undefined,
    ),
  ).rejects.toThrow(new Error(`loading audit policy file: ${words}: from file ${path}`));
});

test("fields that there are not are told, and count for nothing", async () => {
  const { flags } = flagsFor(`${head}foo: 1\nrules: [{level: Metadata, bar: 2}]`);

  const audit = await openAudit(
    flags,
    () => 0,
    () => undefined,
  );
  await audit?.close();

  expect(audit?.warnings).toEqual([
    'Audit policy contains errors, falling back to lenient decoding: strict decoding error: unknown field "foo", unknown field "rules[0].bar"',
  ]);
});

// What kube-apiserver v1.35.4 said.
test.each([
  ["--audit-log-format=xml", 'invalid audit log format xml, allowed formats are "legacy,json"'],
  [
    "--audit-log-mode=foo",
    'invalid audit log mode foo, allowed modes are "batch,blocking,blocking-strict"',
  ],
  ["--audit-log-version=v1", 'invalid group version, allowed versions are ["audit.k8s.io/v1"]'],
  ["--audit-log-maxsize=-3", "--audit-log-maxsize -3 can't be a negative number"],
  [
    "--audit-log-truncate-max-batch-size=5",
    "invalid audit truncate log max batch size 5, must be greater than max event size (102400)",
  ],
  [
    "--audit-webhook-mode=foo",
    'invalid audit webhook mode foo, allowed modes are "batch,blocking,blocking-strict"',
  ],
  [
    "--audit-webhook-batch-throttle-qps=-1",
    "invalid audit batch webhook throttle QPS -1, must be a positive number",
  ],
  [
    "--audit-webhook-batch-max-size=0",
    "invalid audit batch webhook max batch size 0, must be a positive number",
  ],
])("%s is refused in the real server's words", (arg, words) => {
  const { flags } = flagsFor(head, arg, "--audit-webhook-config-file=/nonexistent");

  expect(auditFlagProblems(flags)).toEqual([words]);
});

test("a webhook is named where it cannot be opened, or should decide whether a request is served", async () => {
  const opened = (...args: readonly string[]) =>
    openAudit(
      flagsFor(`${head}rules: [{level: Metadata}]`, ...args).flags,
      () => 0,
      () => undefined,
    );

  await expect(opened("--audit-webhook-config-file=/nonexistent")).rejects.toThrow(
    "initializing audit webhook: stat /nonexistent: no such file or directory",
  );
  await expect(
    opened("--audit-webhook-config-file=/nonexistent", "--audit-webhook-mode=blocking-strict"),
  ).rejects.toThrow("--audit-webhook-mode=blocking-strict is not built into this server");
});

const event: AuditEvent = {
  kind: "Event",
  apiVersion: "audit.k8s.io/v1",
  level: "Request",
  auditID: "id",
  stage: "ResponseComplete",
  requestURI: "/api/v1/namespaces/n/configmaps",
  verb: "create",
  user: { username: "ann", groups: ["a", "b"] },
  sourceIPs: ["127.0.0.1"],
  objectRef: { resource: "configmaps", namespace: "n", apiVersion: "v1" },
  responseStatus: { metadata: {}, code: 201 },
  requestObject: { data: { text: "x".repeat(400) } },
  requestReceivedTimestamp: "2026-11-30T09:00:00.120000Z",
  stageTimestamp: "2026-11-30T09:00:00.130000Z",
};

async function written(...more: readonly string[]): Promise<string> {
  const { log, flags } = flagsFor(`${head}rules: [{level: Request}]`, ...more);
  const audit = await openAudit(
    flags,
    () => 0,
    () => undefined,
  );
  audit?.options.log(event);
  await audit?.close();
  return readFileSync(log, "utf8");
}

test("a log is lines of JSON, or of the old form", async () => {
  expect(JSON.parse(await written())).toEqual(event);
  expect(await written("--audit-log-format=legacy")).toBe(
    '2026-11-30T09:00:00.12Z AUDIT: id="id" stage="ResponseComplete" ip="127.0.0.1" method="create" user="ann" groups="\\"a\\",\\"b\\"" as="<self>" asgroups="<lookup>" user-agent="" namespace="n" uri="/api/v1/namespaces/n/configmaps" response="201"\n',
  );
});

test("an event that is too large loses its objects, or is left out", async () => {
  const truncated = (bytes: number) =>
    written("--audit-log-truncate-enabled", `--audit-log-truncate-max-event-size=${bytes}`);

  const shorter = JSON.parse(await truncated(700)) as AuditEvent;
  expect(shorter.requestObject).toBeUndefined();
  expect(shorter.annotations).toEqual({ "audit.k8s.io/truncated": "true" });
  expect(await truncated(100)).toBe("");
});
