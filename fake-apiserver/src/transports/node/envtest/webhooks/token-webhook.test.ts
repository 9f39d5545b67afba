import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { AdmissionPending } from "../../../../admission/admission-pending.ts";
import type {
  TokenAuthenticator,
  TokenOpinion,
} from "../../../../authentication/token-authenticator.ts";
import { openTokenWebhook } from "./token-webhook.ts";

const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-authentication-"));
const kubeconfig = join(folder, "kubeconfig.yaml");
const own = ["https://own"];
let server: Server;
let asked: unknown[] = [];
let answer: object = {};
let now = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push([request.url, JSON.parse(Buffer.concat(chunks).toString())]);
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answer));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  writeFileSync(
    kubeconfig,
    `clusters: [{name: c, cluster: {server: "http://127.0.0.1:${port}/tokens"}}]
contexts: [{name: x, context: {cluster: c}}]
current-context: x`,
  );
});

beforeEach(() => {
  asked = [];
  now = 0;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const open = (keptMs: number, version = "v1") =>
  openTokenWebhook({ kubeconfig, version, keptMs, audiences: own }, () => now);

async function opinionOf(
  webhook: TokenAuthenticator,
  wanted: readonly string[] = own,
): Promise<TokenOpinion> {
  try {
    return webhook.authenticate("t", wanted);
  } catch (error) {
    if (!(error instanceof AdmissionPending)) throw error;
    await new Promise<void>((done) => error.begin(done));
    return new Promise((resolve) => error.within(() => resolve(webhook.authenticate("t", wanted))));
  }
}

const bob = { username: "bob", uid: "u", groups: ["dev"], extra: { b: ["1"], a: [] } };

test("a webhook is asked as by kube-apiserver v1.35.4, and says who it is", async () => {
  answer = { status: { authenticated: true, user: bob } };

  expect(await opinionOf(await open(1, "v1beta1"))).toEqual({
    kind: "valid",
    user: { name: "bob", uid: "u", groups: ["dev"], extra: { a: [], b: ["1"] } },
    audiences: own,
  });
  expect(asked).toEqual([
    [
      "/tokens?timeout=30s",
      {
        kind: "TokenReview",
        apiVersion: "authentication.k8s.io/v1beta1",
        metadata: {},
        spec: { token: "t", audiences: own },
        status: { user: {} },
      },
    ],
  ]);
});

// What kube-apiserver v1.35.4 made of these.
test.each([
  ["nothing", {}, { kind: "foreign" }],
  ["an error", { error: "too old" }, { kind: "invalid", problem: "too old" }],
  ["other audiences", { authenticated: true, audiences: ["other"] }, { kind: "foreign" }],
  [
    "one of the wanted audiences",
    { authenticated: true, audiences: ["other", "https://own"] },
    { kind: "valid", user: { name: "", groups: [] }, audiences: own },
  ],
  [
    "what it may not",
    { authenticated: "yes" },
    {
      kind: "invalid",
      problem:
        "json: cannot unmarshal string into Go struct field TokenReviewStatus.status.authenticated of type bool",
    },
  ],
])("a webhook that says %s of a token", async (_what, status, opinion) => {
  answer = { status };

  expect(await opinionOf(await open(1))).toEqual(opinion);
});

test("a token is good for other audiences only where the webhook says so", async () => {
  answer = { status: { authenticated: true } };

  expect(await opinionOf(await open(1), ["other"])).toEqual({ kind: "foreign" });
});

test.each([
  ["whom it knows", { authenticated: true }, 0, 9_999, 1],
  ["whom it knows", { authenticated: true }, 0, 10_001, 2],
  ["whom it knows", { authenticated: true }, 60_000, 59_999, 1],
  ["whom it does not know", {}, 60_000, 59_999, 1],
  ["whom it does not know", {}, 60_000, 60_001, 2],
  ["whom it does not know", {}, 0, 0, 2],
  ["what goes wrong", { error: "too old" }, 60_000, 0, 2],
])("%s is kept: %o, for %d ms, after %d ms", async (_what, status, keptMs, after, times) => {
  answer = { status };
  const webhook = await open(keptMs);

  await opinionOf(webhook);
  now = after;
  await opinionOf(webhook);

  expect(asked).toHaveLength(times);
});

test("another version is refused", async () => {
  await expect(open(1, "v2")).rejects.toThrow(
    'unsupported authentication webhook version "v2", supported versions are "v1", "v1beta1"',
  );
});
