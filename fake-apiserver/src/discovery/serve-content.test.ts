import { expect, test } from "vitest";
import { fromUtf8 } from "../codec/base64.ts";
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
