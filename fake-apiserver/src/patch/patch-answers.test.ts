import { readFileSync } from "node:fs";
import type { Status } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import { jsonOf, send } from "../testing/send.ts";

type Answer = readonly [type: string, object: string, body: string, code: number, message: string];

const fixture = new URL("../../fixtures/patches/answers.json", import.meta.url);
const { answers } = JSON.parse(readFileSync(fixture, "utf8")) as { readonly answers: Answer[] };

const mediaTypes: Readonly<Record<string, string>> = {
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

const cluster = createCluster({
  environment: new Simulation(),
  objects: `
apiVersion: v1
kind: ConfigMap
metadata: {name: e1}
data: {a: b}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: d1}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec: {containers: [{name: a, image: i}, {name: c, image: i}]}
`,
});

test.each(answers)("a real server answers %s of %s: %s", (type, object, body, code, message) => {
  const prefix = object.startsWith("deployments") ? "/apis/apps/v1" : "/api/v1";
  const force = type === "apply" ? "&force=true" : "";
  const target = `${prefix}/namespaces/default/${object}?dryRun=All&fieldManager=m${force}`;
  const headers = { "content-type": mediaTypes[type] ?? "" };
  const answer = send(cluster, "PATCH", target, { headers, body });

  expect({
    code: answer.status,
    message: code < 400 ? "" : jsonOf<Status | undefined>(answer)?.message,
  }).toEqual({
    code,
    message,
  });
});
