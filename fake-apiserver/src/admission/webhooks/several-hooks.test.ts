import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import type { AuditEvent } from "../../audit/audit-event.ts";
import { createCluster } from "../../fake-apiserver.ts";
import { send } from "../../testing/send.ts";
import type { WebhookFunction } from "./webhook-client.ts";

// What kube-apiserver v1.35.4 asked, answered and wrote into its audit log.

type Hooks = Readonly<Record<string, { readonly say: WebhookFunction; readonly more?: object }>>;

/** A cluster with these webhooks, in their order. */
function lab(kind: "Mutating" | "Validating", hooks: Hooks) {
  const events: AuditEvent[] = [];
  const log = (event: AuditEvent): number => events.push(event);
  const asked: string[] = [];
  const functions = Object.entries(hooks).map(([name, { say }]): [string, WebhookFunction] => {
    const answer: WebhookFunction = (review) => {
      asked.push(name);
      return say(review);
    };
    return [`${name}.example.com`, answer];
  });
  const cluster = createCluster({
    audit: { log },
    webhooks: { functions: Object.fromEntries(functions) },
  });
  const rule = { apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"] };
  const webhooks = Object.entries(hooks).map(([name, { more }]) => ({
    name: `${name}.example.com`,
    sideEffects: "None",
    admissionReviewVersions: ["v1"],
    clientConfig: { url: "https://hooks.example.com/" },
    rules: [rule],
    ...more,
  }));
  const make = (object: object) => cluster.create(object as KubernetesObject);
  const post = (path: string, body?: object) => {
    const { status, headers } = send(cluster, "POST", path, {
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status, warnings: [headers["warning"] ?? []].flat() };
  };
  const begin = (): void => {
    const kindName = `${kind}WebhookConfiguration`;
    const group = "admissionregistration.k8s.io/v1";
    make({ apiVersion: group, kind: kindName, metadata: { name: "h" }, webhooks });
    asked.length = 0;
  };
  const notes = () => {
    const all = Object.entries(events.at(-1)?.annotations ?? {});
    return Object.fromEntries(all.filter(([key]) => /hook|example/.test(key)));
  };
  return { make, begin, post, asked, notes };
}

const configMaps = "/api/v1/namespaces/default/configmaps";
const allow: WebhookFunction = () => ({ allowed: true });
const deny: WebhookFunction = () => ({ allowed: false, warnings: ["denied"] });
const mutation = (webhook: string, mutated: boolean): string =>
  JSON.stringify({ configuration: "h", webhook: `${webhook}.example.com`, mutated });

test("whom a later webhook concerns is asked of the object as the earlier ones left it", () => {
  const label: WebhookFunction = () => ({
    allowed: true,
    patch: [{ path: "/metadata/labels", value: { by: "hook" }, op: "add" }],
  });
  const { begin, post, asked, notes } = lab("Mutating", {
    label: { say: label },
    chosen: { say: allow, more: { objectSelector: { matchLabels: { by: "hook" } } } },
    other: {
      say: allow,
      more: { matchConditions: [{ name: "c", expression: "!has(object.metadata.labels)" }] },
    },
  });
  begin();

  expect(post(configMaps, { metadata: { name: "a" } }).status).toBe(201);
  expect(asked).toEqual(["label", "chosen"]);
  expect(notes()).toMatchObject({
    "patch.webhook.admission.k8s.io/round_0_index_0":
      '{"configuration":"h","webhook":"label.example.com","patch":[{"op":"add","path":"/metadata/labels","value":{"by":"hook"}}],"patchType":"JSONPatch"}',
  });
});

test("of a webhook that refuses the audit log is told that it changed nothing", () => {
  const { begin, post, notes } = lab("Mutating", { allow: { say: allow }, deny: { say: deny } });
  begin();

  expect(post(configMaps, { metadata: { name: "a" } }).status).toBe(400);
  expect(notes()).toEqual({
    "mutation.webhook.admission.k8s.io/round_0_index_0": mutation("allow", false),
    "mutation.webhook.admission.k8s.io/round_0_index_1": mutation("deny", false),
  });
});

test("a default that a webhook takes away comes back, and counts as a change", () => {
  const take: WebhookFunction = () => ({
    allowed: true,
    patch: [{ op: "remove", path: "/spec/sessionAffinity" }],
  });
  const { begin, post, asked } = lab("Mutating", {
    first: { say: allow, more: { reinvocationPolicy: "IfNeeded" } },
    take: { say: take },
  });
  begin();

  post("/api/v1/namespaces/default/services", {
    metadata: { name: "a" },
    spec: { clusterIP: "None", ports: [{ port: 80 }] },
  });
  expect(asked).toEqual(["first", "take", "first"]);
});

test("all that judge are heard, though the first of them refuses", () => {
  const warn: WebhookFunction = () => ({ allowed: true, warnings: ["careful"] });
  const { begin, post, notes } = lab("Validating", {
    deny: { say: deny },
    warn: { say: (review) => ({ ...warn(review), auditAnnotations: { who: "me" } }) },
    away: {
      say: () => {
        throw new Error("away");
      },
      more: { failurePolicy: "Ignore" },
    },
  });
  begin();

  expect(post(configMaps, { metadata: { name: "a" } })).toEqual({
    status: 400,
    warnings: ['299 - "denied"', '299 - "careful"'],
  });
  expect(notes()).toEqual({
    "warn.example.com/who": "me",
    "failed-open.validating.webhook.admission.k8s.io/round_0_index_2": "away.example.com",
  });
});

test("a connection has no labels by which it could be chosen, not even none", () => {
  const unlabelled = { matchExpressions: [{ key: "a", operator: "DoesNotExist" }] };
  const { make, begin, post, asked } = lab("Validating", {
    chosen: { say: allow, more: { objectSelector: unlabelled } },
    all: { say: allow },
  });
  make({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p" },
    spec: { containers: [{ name: "c", image: "i" }] },
  });
  begin();

  post("/api/v1/namespaces/default/pods/p/exec?command=a&stdout=true");
  expect(asked).toEqual(["all"]);
  post(configMaps, { metadata: { name: "a" } });
  expect(asked).toEqual(["all", "chosen", "all"]);
});
