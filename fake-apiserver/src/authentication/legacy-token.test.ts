import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { encodeBase64, toUtf8 } from "../codec/bytes/base64.ts";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { jsonOf, send } from "../testing/send.ts";
import { encodeBase64UrlBytes } from "./base64url-bytes.ts";

const inDefault = (name: string) => ({ name, namespace: "default" });

interface Lab {
  readonly cluster: FakeCluster;
  /** What the controller manager would have made. */
  readonly token: string;
}

function lab(claims: object = {}): Lab {
  const cluster = createCluster({ environment: new Simulation() });
  const account: KubernetesObject = {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: inDefault("bot"),
  };
  const uid = cluster.create(account).metadata?.uid;
  const prefix = "kubernetes.io/serviceaccount/";
  const key = cluster.apiserver.serviceAccountTokens.signingKey();
  const encoded = (value: object): string => encodeBase64UrlBytes(toUtf8(JSON.stringify(value)));
  const payload = {
    iss: "kubernetes/serviceaccount",
    [`${prefix}namespace`]: "default",
    [`${prefix}secret.name`]: "bot-token",
    [`${prefix}service-account.name`]: "bot",
    [`${prefix}service-account.uid`]: uid,
    sub: "system:serviceaccount:default:bot",
    ...claims,
  };
  const signed = `${encoded({ alg: key.algorithm, kid: key.id })}.${encoded(payload)}`;
  const token = `${signed}.${encodeBase64UrlBytes(key.sign(toUtf8(signed)))}`;
  cluster.create({
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/service-account-token",
    metadata: {
      ...inDefault("bot-token"),
      annotations: { "kubernetes.io/service-account.name": "bot" },
    },
    data: { token: encodeBase64(token) },
  });
  return { cluster, token };
}

function reviewed({ cluster, token }: Lab): unknown {
  const body = JSON.stringify({ spec: { token } });
  const headers = { "content-type": "application/json" };
  const path = "/apis/authentication.k8s.io/v1/tokenreviews";
  return jsonOf<{ status: unknown }>(send(cluster, "POST", path, { body, headers })).status;
}

const refused = (problem: string) => ({ user: {}, error: `[invalid bearer token, ${problem}]` });

// As kube-apiserver v1.35.4 answers, beside a controller manager.
test("a token that a secret keeps is good as long as the secret", () => {
  const { cluster, token } = lab();

  expect(reviewed({ cluster, token })).toMatchObject({
    authenticated: true,
    user: {
      username: "system:serviceaccount:default:bot",
      groups: ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"],
    },
    audiences: ["https://kubernetes.default.svc"],
  });
  cluster.delete("secrets", "default/bot-token");
  expect(reviewed({ cluster, token })).toEqual(refused("Token has been invalidated"));
});

test("it ends with the account", () => {
  const { cluster, token } = lab();
  cluster.delete("serviceaccounts", "default/bot");

  expect(reviewed({ cluster, token })).toEqual(refused('serviceaccounts "bot" not found'));
});

test("another token than the one that is kept is none", () => {
  const { cluster, token } = lab();
  const secret = cluster.get("secrets", "default/bot-token");
  cluster.update({ ...secret, data: { token: encodeBase64("other") } } as never);

  expect(reviewed({ cluster, token })).toEqual(refused("Token does not match server's copy"));
});

test("a token without a claim is none", () => {
  expect(reviewed(lab({ "kubernetes.io/serviceaccount/secret.name": "" }))).toEqual(
    refused("secretName claim is missing"),
  );
  expect(reviewed(lab({ sub: "system:serviceaccount:default:other" }))).toEqual(
    refused("sub claim is invalid"),
  );
});
