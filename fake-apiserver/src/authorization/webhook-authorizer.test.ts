import { lane } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { AnswersAtHand } from "../admission/answers-at-hand.ts";
import type { AuditEvent } from "../audit/audit-event.ts";
import { createCluster } from "../fake-apiserver.ts";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";
import { jsonOf, requestOf, send } from "../testing/send.ts";
import type { AccessQuestion } from "./access-review.ts";
import { type AccessAnswer, webhookAuthorizer } from "./webhook-authorizer.ts";

const no: AccessAnswer = { allowed: false, denied: false, reason: "" };
const yes: AccessAnswer = { ...no, allowed: true, reason: "hook allows" };

/** A cluster that asks a webhook and then the roles, and what was asked. */
function clusterAsking(answer: AccessAnswer, lifetimeMs = 0) {
  const environment = new Simulation();
  const asked: AccessQuestion[] = [];
  const events: AuditEvent[] = [];
  const answers = new AnswersAtHand<AccessAnswer>();
  const webhook = (name: string, answered: AccessAnswer) =>
    webhookAuthorizer({
      name,
      answers,
      authorizedMs: lifetimeMs,
      unauthorizedMs: lifetimeMs,
      verdictOnFailure: "none",
      now: () => environment.now(),
      ask: (question, done) => {
        asked.push(question);
        return environment.after(10, lane("webhook"), () => done(answered));
      },
    });
  const cluster = createCluster({
    environment,
    authorizationMode: [webhook("first", no), webhook("second", answer), "RBAC"],
    tokens: [{ token: "ann", name: "ann", groups: ["dev"], uid: "7" }],
    audit: { log: (event) => events.push(event) },
  });
  const ask = (path: string, more: Partial<ApiRequest> = {}): ApiResponse => {
    let answer: ApiResponse | undefined;
    const request = requestOf("GET", path, more);
    const headers = { authorization: "Bearer ann", ...more.headers };
    cluster.apiserver.handle({ ...request, headers }, (response) => {
      answer = response;
    });
    environment.advanceBy(100);
    if (answer === undefined) throw new Error(`${path} was not answered`);
    return answer;
  };
  return { ask, asked, events, cluster, environment };
}

test("who may do what is asked with all that a request says of it, once a webhook and request", () => {
  const { ask, asked } = clusterAsking(yes);
  const query = [
    ["labelSelector", "a=b,c in (d,e),!f,g,h!=i"],
    ["fieldSelector", "metadata.name!=q"],
  ] as const;
  const pods = "/api/v1/namespaces/default/pods";

  expect(jsonOf(ask(pods, { query }))).toMatchObject({
    kind: "PodList",
  });
  // What kube-apiserver v1.35.4 sends.
  expect(asked[0]).toEqual({
    resourceAttributes: {
      namespace: "default",
      verb: "list",
      version: "v1",
      resource: "pods",
      fieldSelector: { requirements: [{ key: "metadata.name", operator: "NotIn", values: ["q"] }] },
      labelSelector: {
        requirements: [
          { key: "a", operator: "In", values: ["b"] },
          { key: "c", operator: "In", values: ["d", "e"] },
          { key: "f", operator: "DoesNotExist" },
          { key: "g", operator: "Exists" },
          { key: "h", operator: "NotIn", values: ["i"] },
        ],
      },
    },
    user: "ann",
    groups: ["dev", "system:authenticated"],
    uid: "7",
  });
  expect(asked).toHaveLength(2);
  ask(pods, { query });
  expect(asked).toHaveLength(4);
});

test("an answer is kept as long as it may be", () => {
  const { ask, asked, environment } = clusterAsking(yes, 1000);
  ask("/api/v1/pods");
  ask("/api/v1/pods");
  expect(asked).toHaveLength(2);
  environment.advanceBy(1000);
  ask("/api/v1/pods");
  expect(asked).toHaveLength(4);
});

test("a request that waits is counted and told of once, whoever else it speaks for", () => {
  const { ask, events, cluster } = clusterAsking(yes);
  const speaksFor = {
    "impersonate-user": "bob",
    "impersonate-group": "g, h",
    "impersonate-uid": "8",
  };
  ask("/api/v1/pods", { headers: speaksFor });

  expect(events.map(({ stage }) => stage)).toEqual(["RequestReceived", "ResponseComplete"]);
  const { body } = send(cluster, "GET", "/metrics", {
    user: { name: "admin", groups: ["system:masters"] },
  });
  expect(body.kind === "text" && body.text).toContain(
    // And who asks for this.
    'authorization_attempts_total{result="allowed"} 2',
  );
});

test("where nobody allows and somebody could not tell the server has failed", () => {
  const { ask, events } = clusterAsking({ problem: "<gone>" });

  expect(ask("/api/v1/pods?limit=1")).toMatchObject({
    status: 500,
    body: { text: 'Internal Server Error: "/api/v1/pods?limit=1": &lt;gone&gt;\n' },
  });
  expect(events.at(-1)?.annotations).toEqual({ "authorization.k8s.io/reason": "internal error" });
  // The roles allow this one.
  expect(ask("/version").status).toBe(200);
});

test.each([
  [
    { ...no, denied: true, reason: "hook denies" },
    { denied: true, reason: "hook denies" },
  ],
  [
    { ...yes, denied: true },
    {
      denied: true,
      reason: "hook allows",
      evaluationError: "webhook subject access review returned both allow and deny response",
    },
  ],
  [{ ...no, reason: "no opinion" }, { reason: "no opinion" }],
  [{ problem: "gone" }, { evaluationError: "gone" }],
])("a review says what was answered: %j", (answer, told) => {
  const { ask } = clusterAsking(answer);
  const spec = { user: "bob", resourceAttributes: { verb: "get", resource: "pods" } };
  const body = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec };

  const reply = ask("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    method: "POST",
    body,
    user: { name: "admin", groups: ["system:masters"] },
  });
  expect(jsonOf(reply)).toMatchObject({ status: { allowed: false, ...told } });
});

test("an expression of a policy waits for what a webhook says of rights", () => {
  const { ask, asked } = clusterAsking(yes);
  const admin = { user: { name: "admin", groups: ["system:masters"] } };
  const group = "/apis/admissionregistration.k8s.io/v1";
  const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"] };
  ask(`${group}/validatingadmissionpolicies`, {
    ...admin,
    method: "POST",
    body: {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: "may" },
      spec: {
        matchConstraints: { resourceRules: [{ ...rule, resources: ["configmaps"] }] },
        validations: [
          {
            expression:
              "authorizer.path('/a').check('get').allowed() && authorizer.path('/b').check('get').allowed()",
          },
        ],
      },
    } as object,
  });
  ask(`${group}/validatingadmissionpolicybindings`, {
    ...admin,
    method: "POST",
    body: {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: "may" },
      spec: { policyName: "may", validationActions: ["Deny"] },
    } as object,
  });
  const { status } = ask("/api/v1/namespaces/default/configmaps", {
    method: "POST",
    body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } },
  });

  expect(status).toBe(201);
  expect(asked.map(({ nonResourceAttributes: asks }) => asks?.path)).toEqual([
    undefined,
    undefined,
    "/a",
    "/a",
    "/b",
    "/b",
  ]);
});
