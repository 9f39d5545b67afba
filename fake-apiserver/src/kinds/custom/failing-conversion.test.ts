import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import type { WebhookOptions } from "../../admission/webhooks/webhook-client.ts";
import { createCluster } from "../../fake-apiserver.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";
import { customDefinition, customVersion } from "../../testing/custom-definition.ts";

const definition = customDefinition({
  conversion: {
    strategy: "Webhook",
    webhook: {
      conversionReviewVersions: ["v1"],
      clientConfig: { url: "https://hooks.example.com/" },
    },
  },
  versions: [customVersion("v1", { type: "object" }), customVersion("v2", { type: "object" })],
});

/** A cluster whose conversion webhook can be switched off and on. */
function lab() {
  const state = { isUp: true, calls: 0 };
  const client: NonNullable<WebhookOptions["client"]> = {
    send(call, done) {
      state.calls += 1;
      const review = JSON.parse(call.body);
      const { uid, objects, desiredAPIVersion: apiVersion } = review.request;
      const convertedObjects = objects.map((one: object) => ({ ...one, apiVersion }));
      const response = { uid, result: { status: "Success" }, convertedObjects };
      const answer = { kind: "answer", status: 200, body: JSON.stringify({ ...review, response }) };
      done(state.isUp ? (answer as { kind: "answer"; status: 200; body: string }) : refused);
      return () => undefined;
    },
  };
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation, webhooks: { client } });
  cluster.create(definition);
  simulation.runReady();
  const ask = (method: string, path: string, body?: KubernetesObject): ApiResponse => {
    let answer: ApiResponse | undefined;
    const [plain = "", query = ""] = path.split("?");
    cluster.apiserver.handle(
      {
        method,
        path: `/apis/example.com/${plain}`,
        query: [...new URLSearchParams(query)],
        headers: { "content-type": "application/json" },
        client: "test",
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      (given) => {
        answer = given;
      },
    );
    simulation.runReady();
    if (answer === undefined) throw new Error("no answer came");
    return answer;
  };
  const widget = (name: string): KubernetesObject => ({
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name },
  });
  return { cluster, state, ask, widget };
}

const refused = {
  kind: "no-answer",
  message: "dial tcp 127.0.0.1:443: connect: connection refused",
} as const;

test("a conversion that failed is asked for again by who needs it next", () => {
  const { state, ask, widget } = lab();
  state.isUp = false;
  const made = ask("POST", "v1/widgets", widget("one"));
  const away = ask("GET", "v2/widgets");
  state.isUp = true;

  const back = ask("GET", "v2/widgets");
  const { calls } = state;
  const again = ask("GET", "v2/widgets");

  expect([made.status, away.status, back.status, again.status]).toEqual([201, 500, 200, 200]);
  expect(state.calls).toBe(calls);
});

test("a watch whose events cannot be converted is refused, and nothing of it stays open", () => {
  const { cluster, state, ask, widget } = lab();
  const { resourceVersion } = cluster;
  state.isUp = false;
  ask("POST", "v1/widgets", widget("one"));

  const watch = ask("GET", `v2/widgets?watch=true&resourceVersion=${resourceVersion}`);

  expect(watch.status).toBe(500);
  expect([...cluster.apiserver.hub.watchers("widgets.example.com")]).toEqual([]);
});
