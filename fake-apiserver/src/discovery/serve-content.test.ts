import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { fromUtf8 } from "../codec/bytes/base64.ts";
import { createCluster } from "../fake-apiserver.ts";
import { send } from "../testing/send.ts";

const cluster = createCluster();

function asked(path: string, headers: Readonly<Record<string, string>>) {
  const { status, headers: said, body } = send(cluster, "GET", path, { headers });
  const bytes = body.kind === "bytes" ? fromUtf8(body.bytes) : body.kind;
  return [status, said["content-range"], body.kind === "text" ? body.text : bytes];
}

// As kube-apiserver v1.35.4 answers, whose documents have other lengths.
test.each(["/openapi/v3", "/openapi/v3/api/v1", "/openapi/v2"])(
  "parts of %s can be asked for",
  (path) => {
    const range = (text: string, more: object = {}) => asked(path, { range: text, ...more });
    const [status, first, text] = range("bytes=0-1");
    const length = Number(String(first).split("/")[1]);

    expect([status, first, text]).toEqual([206, `bytes 0-1/${length}`, '{"']);
    expect(range("bytes=-2")).toEqual([
      206,
      `bytes ${length - 2}-${length - 1}/${length}`,
      expect.stringMatching(/^.\}$/),
    ]);
    expect(range(`bytes=${length - 1}-`)).toEqual([
      206,
      `bytes ${length - 1}-${length - 1}/${length}`,
      "}",
    ]);
    expect(range(`bytes=${length}-`)).toEqual([
      416,
      `bytes */${length}`,
      "invalid range: failed to overlap\n",
    ]);
    for (const wrong of ["x", "bytes=3-1", "bytes=a-b"])
      expect(range(wrong)).toEqual([416, undefined, "invalid range\n"]);
    expect(range("bytes=0-1", { "if-range": '"other"' })[0]).toBe(200);
    expect(range("bytes=0-1,3-4")[0]).toBe(200);
  },
);

test.each(["/openapi/v3", "/openapi/v3/api/v1"])(
  "%s is told only in the state that is asked for",
  (path) => {
    expect(asked(path, { "if-match": '"other"' })[0]).toBe(412);
    expect(asked(path, { "if-match": "*" })[0]).toBe(200);
    expect(asked(path, { "if-none-match": "*" })[0]).toBe(304);
    expect(asked(path, { "if-none-match": '"other"' })[0]).toBe(200);
  },
);

test("slashes behind the paths of a token issuer are nothing, and below them is nothing", () => {
  for (const path of ["/.well-known/openid-configuration", "/openid/v1/jwks"]) {
    expect(send(cluster, "GET", `${path}//`).status).toBe(200);
    expect(send(cluster, "POST", `${path}//`).status).toBe(405);
    expect(send(cluster, "GET", `${path}/x`)).toMatchObject({
      status: 404,
      body: { value: { reason: "NotFound" } },
    });
  }
  expect(send(cluster, "GET", "/metrics/").status).toBe(404);
});

// As kube-apiserver v1.35.4 answers.
test("a document tells when it was made, and is told only to who knows an older one", () => {
  const path = "/openapi/v3/api/v1";
  const { headers } = send(cluster, "GET", path);
  const made = String(headers["last-modified"]);
  const answer = (more: Readonly<Record<string, string>>) => {
    const got = send(cluster, "GET", path, { headers: more });
    return [got.status, got.headers["last-modified"], got.headers["etag"]];
  };
  const { etag } = headers;
  const [past, future] = ["Thu, 01 Jan 1960 00:00:00 GMT", "Fri, 01 Jan 2199 00:00:00 GMT"];

  expect(made).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  expect(answer({ "if-modified-since": made })).toEqual([304, undefined, etag]);
  expect(answer({ "if-modified-since": future })).toEqual([304, undefined, etag]);
  expect(answer({ "if-modified-since": past })).toEqual([200, made, etag]);
  expect(answer({ "if-modified-since": "garbage" })).toEqual([200, made, etag]);
  expect(answer({ "if-modified-since": made, "if-none-match": '"x"' })[0]).toBe(200);
  expect(answer({ "if-unmodified-since": past })).toEqual([412, made, etag]);
  expect(answer({ "if-unmodified-since": past, "if-match": String(etag) })[0]).toBe(200);
  expect(answer({ range: "bytes=0-3", "if-range": made })).toEqual([206, made, etag]);
  expect(answer({ range: "bytes=0-3", "if-range": past })[0]).toBe(200);
  expect(answer({ range: "bytes=99999999-" })).toEqual([416, undefined, undefined]);
  expect(send(cluster, "POST", path, { headers: { "if-modified-since": made } }).status).toBe(200);
});

test("the list of documents is made for each who asks, and names no state", () => {
  const answer = (more: Readonly<Record<string, string>>) =>
    send(cluster, "GET", "/openapi/v3", { headers: more });

  expect(answer({}).headers).toHaveProperty("last-modified");
  const known = answer({ "if-modified-since": "Fri, 01 Jan 2199 00:00:00 GMT" });
  expect(known.status).toBe(304);
  expect(known.headers).toHaveProperty("last-modified");
});

test("under the address of its state a document is kept for a year", () => {
  const inSimulation = createCluster({ environment: new Simulation() });
  const index = send(inSimulation, "GET", "/openapi/v3");
  const text = index.body.kind === "text" ? index.body.text : "";
  const [, hash = ""] = /api\/v1\?hash=(\w+)/.exec(text) ?? [];
  const query = [["hash", hash]] as const;
  const { headers } = send(inSimulation, "GET", "/openapi/v3/api/v1", { query });

  expect(headers["cache-control"]).toBe("public, immutable");
  const [asked, kept] = [index.headers["last-modified"], headers["expires"]].map((time) =>
    Number(/ (\d{4}) /.exec(String(time))?.[1]),
  );
  expect(headers["expires"]).toMatch(/ UTC$/);
  expect((kept ?? 0) - (asked ?? 0)).toBe(1);
});
