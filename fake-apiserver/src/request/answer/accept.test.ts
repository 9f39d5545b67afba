import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { send } from "../../testing/send.ts";
import { parseAccept } from "./accept.ts";

type Answer = readonly [accept: string, status: number, mediaType: string, kind: string];

interface Fixture {
  readonly answers: Readonly<Record<string, readonly Answer[]>>;
}

const jsonType = "application/json";

const { answers } = JSON.parse(
  readFileSync(new URL("../../../fixtures/negotiation/answers.json", import.meta.url), "utf8"),
) as Fixture;

test.each(Object.entries(answers))(
  "whatever %s is asked to be, it answers as the real server",
  (path, all) => {
    const cluster = createCluster();
    cluster.apply(`
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: { name: zs.z.io }
    spec:
      group: z.io
      scope: Namespaced
      names: { plural: zs, kind: Z }
      versions:
        - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }
  `);

    const given = all.map(([accept]): Answer => {
      const { status, headers, body } = send(cluster, "GET", path, { headers: { accept } });
      const mediaType = String(headers["content-type"] ?? "");
      const isShown = status === 200 && body.kind === "json" && mediaType.startsWith(jsonType);
      const { kind = "" } = isShown ? (body.value as { readonly kind?: string }) : {};
      return [accept, status, mediaType, kind];
    });

    expect(given).toEqual(all);
  },
);

test("of many clauses the best is first, in little time", () => {
  const header = Array.from({ length: 100_000 }, (_, index) => `a/b;q=0.${index % 10}`).join(",");

  expect(parseAccept(header)[0]).toMatchObject({
    type: "a",
    subtype: "b",
    quality: Math.fround(0.9),
  });
});

// As of v1.35.4.
test("a patch is refused for what it is before it is for how it is answered", () => {
  const cluster = createCluster();
  const patched = (contentType: string, accept: string) =>
    send(cluster, "PATCH", "/api/v1/namespaces/default/configmaps/a", {
      headers: { accept, "content-type": contentType },
      body: "{}",
    }).status;

  expect(patched("application/json", "text/html")).toBe(415);
  expect(patched("*/*", "*/*")).toBe(415);
  expect(patched("application/merge-patch+json ; a=b", "*/*")).toBe(415);
  expect(patched("application/merge-patch+json; a", "text/html")).toBe(406);
  expect(patched("application/merge-patch+json; a", "*/*")).toBe(404);
});

test("what somebody behind the server would answer may be asked for in any form, by any method", () => {
  const cluster = createCluster();
  const asked = (method: string, path: string) =>
    send(cluster, method, path, { headers: { accept: "text/html" } }).status;

  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
    expect(asked(method, "/api/v1/namespaces/default/services/a/proxy")).toBe(404);
  expect(asked("HEAD", "/api/v1/namespaces/default/pods/a/exec")).toBe(405);
  expect(asked("GET", "/api/v1/namespaces/default/pods/a/log")).toBe(406);
});
