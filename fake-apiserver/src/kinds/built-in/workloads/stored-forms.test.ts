import { expect, test } from "vitest";
import { inTurn } from "../../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
const pods = (more: object = {}) => ({
  metadata: { labels: { app: "x" } },
  spec: { containers: [{ name: "m", image: "i" }], ...more },
});

test("a job whose status is written without labels is read with those of its pods", () => {
  const { ask } = inTurn();
  const path = "/apis/batch/v1/namespaces/default/jobs";
  const template = pods({ restartPolicy: "Never" });
  const job = { metadata: { name: "a" }, spec: { template } };
  const { object: made } = ask("POST", path, job);
  expect(made).toMatchObject({ metadata: { labels: { app: "x", "job-name": "a" } } });

  const bare = { spec: template.spec };
  const { object } = ask("PUT", `${path}/a/status`, { ...job, spec: { template: bare } });

  expect(object).toMatchObject({ metadata: { labels: { app: "x", "job-name": "a" } } });
});

test("a daemon set that rolls nothing says so in numbers", () => {
  const updateStrategy = { type: "OnDelete", rollingUpdate: { maxUnavailable: 2 } };
  const spec = { selector: { matchLabels: { app: "x" } }, template: pods(), updateStrategy };
  const path = "/apis/apps/v1/namespaces/default/daemonsets";
  const { object } = inTurn().ask("POST", path, { metadata: { name: "a" }, spec });

  expect(object).toMatchObject({
    spec: { updateStrategy: { rollingUpdate: { maxUnavailable: 2, maxSurge: 0 } } },
  });
});

test("conditions of one type are owned together, and what was below the one is owned no more", () => {
  const { ask } = inTurn();
  const path = "/apis/apps/v1/namespaces/default/deployments";
  const spec = { selector: { matchLabels: { app: "x" } }, template: pods() };
  const condition = (status: string) => ({ type: "Available", status });
  const owned = (statuses: readonly string[]): unknown => {
    const conditions = statuses.map(condition);
    const { object } = ask("PATCH", `${path}/a/status`, { status: { conditions } });
    const { managedFields } = object["metadata"] as { readonly managedFields: readonly object[] };
    return managedFields.find((fields) => "subresource" in fields);
  };
  ask("POST", path, { metadata: { name: "a" }, spec });
  const key = 'k:{"type":"Available"}';
  const of = (fields: object) => ({
    fieldsV1: { "f:status": { "f:conditions": { [key]: fields } } },
  });

  expect(owned(["True"])).toMatchObject(of({ "f:status": {} }));
  expect(JSON.stringify(owned(["True", "False"]))).toContain('"k:{\\"type\\":\\"Available\\"}":{}');
  expect(owned(["True"])).toMatchObject(of({ "f:status": {} }));
});
