import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AdmissionPending } from "../../../../admission/admission-pending.ts";
import { AnswersAtHand } from "../../../../admission/answers-at-hand.ts";
import type { Opinion } from "../../../../authorization/authorizer.ts";
import type { AccessAnswer } from "../../../../authorization/webhook-authorizer.ts";
import { CertificateAuthority } from "../../certificates.ts";
import { accessReview, openAccessWebhook } from "./access-webhook.ts";
import { readWebhookAnswer } from "./webhook-answer.ts";

const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-authorization-"));
const path = join(folder, "kubeconfig.yaml");
const authority = new CertificateAuthority();
const { certificate, key } = authority.issueServer(["127.0.0.1"]);
const asked: unknown[] = [];
let failures = 0;
let server: Server;

beforeAll(async () => {
  server = createServer({ cert: certificate, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { url, method, headers } = request;
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      asked.push({ url, method, authorization: headers.authorization, body });
      response.setHeader("content-type", "application/json");
      failures -= 1;
      if (failures >= 0) response.statusCode = 500;
      response.end(JSON.stringify({ status: { allowed: true, reason: "hook allows" } }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  writeFileSync(join(folder, "ca.pem"), authority.certificate);
  writeFileSync(
    path,
    `clusters: [{name: c, cluster: {server: "https://127.0.0.1:${port}/authorize", certificate-authority: ca.pem}}]
users: [{name: u, user: {token: secret}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x`,
  );
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const config = {
  name: "default",
  timeoutMs: 30_000,
  authorizedMs: 60_000,
  unauthorizedMs: 0,
  verdictOnFailure: "none",
  retryDelayMs: 1,
} as const;

async function opinionOf(version: string, kubeconfig = path): Promise<Opinion | undefined> {
  const answers = new AnswersAtHand<AccessAnswer>();
  const authorizer = await openAccessWebhook({ ...config, version, kubeconfig }, answers, () => 0);
  const ask = () =>
    authorizer.authorize({ name: "ann", groups: ["dev"] }, { path: "/x", verb: "get" });
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof AdmissionPending)) throw error;
    await new Promise<void>((done) => error.begin(done));
    return ask();
  }
}

test.each([
  ["v1", "groups"],
  ["v1beta1", "group"],
])("a webhook is asked as by kube-apiserver v1.35.4, in %s", async (version, groups) => {
  failures = 2;
  asked.length = 0;
  expect(await opinionOf(version)).toEqual({ verdict: "allow", reason: "hook allows" });
  expect(asked).toHaveLength(3);
  expect(asked[0]).toEqual({
    url: "/authorize?timeout=30s",
    method: "POST",
    authorization: "Bearer secret",
    body: {
      kind: "SubjectAccessReview",
      apiVersion: `authorization.k8s.io/${version}`,
      metadata: {},
      spec: {
        nonResourceAttributes: { path: "/x", verb: "get" },
        user: "ann",
        [groups]: ["dev"],
      },
      status: { allowed: false },
    },
  });
});

const head =
  'apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: "https://x"}}]\n';
test.each([
  [
    "v2",
    `${head}contexts: [{name: x, context: {cluster: c}}]\ncurrent-context: x`,
    'unsupported webhook authorizer version "v2", supported versions are "v1", "v1beta1"',
  ],
  [
    "v1",
    "",
    "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable",
  ],
  [
    "v1",
    "apiVersion: audit.k8s.io/v1\nkind: Policy",
    `error loading config file "${join(folder, "wrong")}": no kind "Policy" is registered for version "audit.k8s.io/v1" in scheme "pkg/runtime/scheme.go:111"`,
  ],
])("a kubeconfig or a version that is none is refused: %s %j", async (version, text, words) => {
  const wrong = join(folder, "wrong");
  writeFileSync(wrong, text);
  await expect(opinionOf(version, wrong)).rejects.toThrow(new Error(words));
});

test("a kubeconfig that is not there is missed", async () => {
  await expect(opinionOf("v1", "/nope")).rejects.toThrow("stat /nope: no such file or directory");
});

// What kube-apiserver v1.35.4 says.
test.each([
  [500, "broken", 'an error on the server ("unknown") has prevented the request from succeeding'],
  [503, "broken", "the server is currently unable to handle the request"],
  [404, "nothing here", "the server could not find the requested resource"],
  [302, "", "the server responded with the status code 302 but did not return more information"],
  [
    403,
    '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"go away","code":403}',
    "go away",
  ],
  [200, "", "0-length response with status code: 200 and content type: application/json"],
  [
    200,
    '{"apiVersion":"v1","kind":"Pod"}',
    "converting (v1.Pod) to (v1.SubjectAccessReview): unknown conversion",
  ],
  [
    200,
    '{"apiVersion":"authorization.k8s.io/v1beta1","kind":"SubjectAccessReview"}',
    "converting (v1beta1.SubjectAccessReview) to (v1.SubjectAccessReview): unknown conversion",
  ],
  [
    200,
    '{"apiVersion":"v1","kind":"Foo"}',
    'no kind "Foo" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
  ],
  [
    200,
    '{"status":{"allowed":"yes"}}',
    "json: cannot unmarshal string into Go struct field SubjectAccessReviewStatus.status.allowed of type bool",
  ],
])("an answer that is none is told: %i %s", (status, body, problem) => {
  const reply = { kind: "answer", status, contentType: "application/json", body } as const;
  expect(readWebhookAnswer(reply, accessReview("v1"))).toMatchObject({ problem });
});
