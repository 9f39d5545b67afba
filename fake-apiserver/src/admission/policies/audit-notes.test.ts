import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import type { AuditEvent } from "../../audit/audit-event.ts";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";
import { Findings } from "../findings.ts";
import { AuditNotes } from "./audit-notes.ts";

// As kube-apiserver v1.35.4 wrote its audit log.

const admission = "/apis/admissionregistration.k8s.io/v1";
const rule = {
  apiGroups: [""],
  apiVersions: ["v1"],
  operations: ["CREATE"],
  resources: ["configmaps"],
};

function lab(spec: object, ...bindings: readonly object[]) {
  const events: AuditEvent[] = [];
  const environment = new Simulation();
  const log = (event: AuditEvent): number => events.push(event);
  const cluster = createCluster({ environment, audit: { log } });
  const post = (path: string, body: object) =>
    send(cluster, "POST", path, {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const configMap = (metadata: object, data: object = {}) => {
    const { status } = jsonOf<{ readonly status?: string }>(
      post("/api/v1/namespaces/default/configmaps", { metadata, data }),
    );
    return { notes: notesOf(events.at(-1)), isRefused: status === "Failure" };
  };
  configMap({ name: "one" }, { v: "1" });
  configMap({ name: "two" }, { v: "2" });
  post(`${admission}/validatingadmissionpolicies`, {
    metadata: { name: "p" },
    spec: { matchConstraints: { resourceRules: [rule] }, ...spec },
  });
  for (const [index, binding] of bindings.entries())
    post(`${admission}/validatingadmissionpolicybindings`, {
      metadata: { name: `b${index}` },
      spec: { policyName: "p", validationActions: ["Audit"], ...binding },
    });
  return { configMap };
}

function notesOf(event: AuditEvent | undefined): object {
  const notes = Object.entries(event?.annotations ?? {});
  return Object.fromEntries(notes.filter(([key]) => !key.startsWith("authorization.")));
}

test("of all that fails the first is told to the audit log, as Go writes it", () => {
  const validations = [{ expression: "1 > 2" }, { expression: "2 > 3" }];
  const { configMap } = lab({ validations }, {}, {});

  expect(configMap({ name: "a" })).toEqual({
    isRefused: false,
    notes: {
      "validation.policy.admission.k8s.io/validation_failure": String.raw`[{"message":"failed expression: 1 \u003e 2","policy":"p","binding":"b0","expressionIndex":0,"validationActions":["Audit"]}]`,
    },
  });
});

test("what bindings note under the same key stands there together, each once", () => {
  const paramRef = (name: string) => ({
    paramRef: { name, namespace: "default", parameterNotFoundAction: "Deny" },
  });
  const auditAnnotations = [
    { key: "k", valueExpression: "string(params.data.v)" },
    { key: "empty", valueExpression: "' '" },
  ];
  const { configMap } = lab(
    { paramKind: { apiVersion: "v1", kind: "ConfigMap" }, auditAnnotations },
    ...["one", "two", "one"].map(paramRef),
  );

  expect(configMap({ name: "a" })).toEqual({
    isRefused: false,
    notes: { "p/k": "1, 2" },
  });
});

test("of a long note the audit log is told the first 10 KiB", () => {
  const findings = new Findings();
  const notes = new AuditNotes();
  for (const last of ["a", "b"]) notes.add("p/k", `${"é".repeat(5120)}${last}`);
  notes.tell(findings);

  expect(findings.audit.get("p/k")).toBe("é".repeat(5120));
});

test("a note that cannot be told refuses, whatever the binding says is to follow", () => {
  const auditAnnotations = [
    { key: "bad", valueExpression: "string(object.data.nope)" },
    { key: "good", valueExpression: "'fine'" },
  ];

  expect(lab({ auditAnnotations }, {}).configMap({ name: "a" })).toEqual({
    isRefused: true,
    notes: { "p/good": "fine" },
  });
  expect(lab({ auditAnnotations, failurePolicy: "Ignore" }, {}).configMap({ name: "a" })).toEqual({
    isRefused: false,
    notes: { "p/good": "fine" },
  });
});

test("a name that is still to be made is none that a rule could name", () => {
  const resourceRules = [{ ...rule, resourceNames: ["g-", "Unknown", "a"] }];
  const { configMap } = lab(
    { matchConstraints: { resourceRules }, validations: [{ expression: "false" }] },
    { validationActions: ["Deny"] },
  );

  expect(configMap({ generateName: "g-" }).isRefused).toBe(false);
  expect(configMap({ name: "a" }).isRefused).toBe(true);
});
