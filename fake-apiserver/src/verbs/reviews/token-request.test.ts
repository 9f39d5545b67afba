import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";

function lab() {
  const cluster = createCluster({ environment: new Simulation() });
  const own = (name: string): object => ({ name, namespace: "default" });
  const spec = { serviceAccountName: "bot", containers: [{ name: "c", image: "i" }] };
  const pod = (name: string, more: object = {}): object => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: own(name),
    spec: { ...spec, ...more },
  });
  const objects: readonly object[] = [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: own("bot") },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: own("other") },
    { apiVersion: "v1", kind: "Node", metadata: { name: "here" } },
    { apiVersion: "v1", kind: "Secret", metadata: own("s") },
    pod("free"),
    pod("on-here", { nodeName: "here" }),
    pod("on-gone", { nodeName: "gone" }),
    pod("others", { serviceAccountName: "other" }),
  ];
  cluster.apply(objects as readonly KubernetesObject[]);
  const ask = (asked: object): unknown => {
    let answer: unknown;
    cluster.apiserver.handle(
      {
        method: "POST",
        path: "/api/v1/namespaces/default/serviceaccounts/bot/token",
        query: [],
        headers: { "content-type": "application/json" },
        client: "test",
        body: { spec: asked } as KubernetesObject,
      },
      ({ body }) => {
        answer = body.kind === "json" ? body.value : undefined;
      },
    );
    return answer;
  };
  /** What the token that is given says, times from its own beginning. */
  const claims = (asked: object): { exp: number; own: object } => {
    const { status } = ask(asked) as { readonly status: { readonly token: string } };
    const [, payload = ""] = status.token.split(".");
    const said = JSON.parse(Buffer.from(payload, "base64url").toString());
    return { exp: said.exp - said.iat, own: said["kubernetes.io"] };
  };
  return { ask, claims };
}

const bound = (kind: string, name: string, more: object = {}): object => ({
  boundObjectRef: { kind, apiVersion: "v1", name, ...more },
});
const uid: unknown = expect.any(String);

test("the token of a pod tells its node, of one that nobody has the name alone", () => {
  const { claims } = lab();

  expect(claims(bound("Pod", "free")).own).not.toHaveProperty("node");
  expect(claims(bound("Pod", "on-here")).own).toMatchObject({ node: { name: "here", uid } });
  expect(claims(bound("Pod", "on-gone")).own).toMatchObject({ node: { name: "gone" } });
});

test.for<readonly [asked: object, seconds: number]>([
  [{ ...bound("Pod", "free"), expirationSeconds: 3607 }, 365 * 24 * 3600],
  [{ ...bound("Secret", "s"), expirationSeconds: 3607 }, 3607],
  [{ expirationSeconds: 3607 }, 3607],
  [{ ...bound("Pod", "free"), expirationSeconds: 3607, audiences: ["elsewhere"] }, 3607],
  [
    {
      ...bound("Pod", "free"),
      expirationSeconds: 3607,
      audiences: ["https://kubernetes.default.svc", "elsewhere"],
    },
    3607,
  ],
])(
  "only a pod's token for the server alone lasts longer than was asked: %j",
  ([asked, seconds]) => {
    expect(lab().claims(asked).exp).toBe(seconds);
  },
);

test.for<readonly [asked: object, message: string]>([
  [
    bound("Pod", "others", { uid: "wrong" }),
    'cannot bind token for serviceaccount "bot" to pod running with different serviceaccount name.',
  ],
  [
    bound("Pod", "free", { apiVersion: "apps/v1" }),
    "cannot bind token to object of type apps/v1, Kind=Pod",
  ],
  [
    bound("Secret", "s", { apiVersion: "apps/v1" }),
    "cannot bind token to object of type apps/v1, Kind=Secret",
  ],
  [bound("pod", "free"), "cannot bind token to object of type /v1, Kind=pod"],
  [
    bound("pod", "free", { apiVersion: "a/b/c" }),
    "cannot bind token to object of type /, Kind=pod",
  ],
])("a token cannot be bound to %j", ([asked, message]) => {
  expect(lab().ask(asked)).toMatchObject({ code: 400, message });
});

test.for(["v2", "", "/v1", "a/b/c"])(
  "a pod of the version %j is one of the core group",
  (apiVersion) => {
    expect(lab().claims(bound("Pod", "free", { apiVersion })).own).toMatchObject({
      pod: { name: "free", uid },
    });
  },
);
