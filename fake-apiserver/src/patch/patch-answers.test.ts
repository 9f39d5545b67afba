import { readFileSync } from "node:fs";
import type { Status } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import type { ApiResponse } from "../request/api-request.ts";

type Answer = readonly [type: string, object: string, body: string, code: number, message: string];

const fixture = new URL("../../fixtures/patches/answers.json", import.meta.url);
const { answers } = JSON.parse(readFileSync(fixture, "utf8")) as { readonly answers: Answer[] };

const mediaTypes: Readonly<Record<string, string>> = {
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

const simulation = new Simulation();
const cluster = createCluster({
  environment: simulation,
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
  let answer: ApiResponse | undefined;
  cluster.apiserver.handle(
    {
      method: "PATCH",
      path: `${prefix}/namespaces/default/${object}`,
      query: [
        ["dryRun", "All"],
        ["fieldManager", "m"],
        ...(type === "apply" ? ([["force", "true"]] as const) : []),
      ],
      headers: { "content-type": mediaTypes[type] ?? "" },
      client: "test/1.0",
      body,
    },
    (response) => {
      answer = response;
    },
  );
  simulation.runReady();
  const value = answer?.body.kind === "json" ? (answer.body.value as Status) : undefined;

  expect({ code: answer?.status, message: code < 400 ? "" : value?.message }).toEqual({
    code,
    message,
  });
});
