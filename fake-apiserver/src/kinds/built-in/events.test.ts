import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";

const cluster = createCluster();
cluster.create({
  apiVersion: "events.k8s.io/v1",
  kind: "Event",
  metadata: { name: "seen", namespace: "default" },
  eventTime: "2026-01-01T00:00:00.000000Z",
  reportingController: "example.com/bot",
  reportingInstance: "bot-1",
  action: "Look",
  reason: "Seen",
  type: "Normal",
  regarding: { kind: "Pod", name: "web", namespace: "default" },
} as KubernetesObject);

function found(path: string, selector: string): readonly unknown[] | undefined {
  let answer: ApiResponse | undefined;
  cluster.apiserver.handle(
    { method: "GET", path, query: [["fieldSelector", selector]], headers: {}, client: "test" },
    (response) => {
      answer = response;
    },
  );
  const list = answer?.body.kind === "json" ? answer.body.value : {};
  return (list as { readonly items?: readonly unknown[] }).items;
}

test.for([
  ["/apis/events.k8s.io/v1/events", "regarding.kind=Pod,regarding.name=web,reason=Seen"],
  ["/apis/events.k8s.io/v1/events", "reportingController=example.com/bot"],
  ["/api/v1/events", "involvedObject.kind=Pod,reportingComponent=example.com/bot"],
] as const)("%s finds an event by %s", ([path, selector]) => {
  expect(found(path, selector)).toHaveLength(1);
  expect(found(path, selector.replace("=", "!="))).toHaveLength(0);
});
