import { expect, test } from "vitest";
import { EtcdKeys } from "./etcd-keys.ts";

const header = (revision: string) => expect.objectContaining({ revision });

// Kubernetes' own scripts put a key to see whether etcd can be written to. As etcd 3.6.5 answers.
test("a key that is put is read again", () => {
  const keys = new EtcdKeys();

  expect(keys.answer("/v3/kv/put", '{"key": "X3Rlc3Q=", "value": ""}')).toEqual({
    status: 200,
    body: { header: header("2") },
  });
  keys.answer("/v3/kv/put", '{"key": "X3Rlc3Q=", "value": "YQ=="}');
  expect(keys.answer("/v3/kv/range", '{"key": "X3Rlc3Q="}')).toEqual({
    status: 200,
    body: {
      header: header("3"),
      kvs: [
        { key: "X3Rlc3Q=", create_revision: "2", mod_revision: "3", version: "2", value: "YQ==" },
      ],
      count: "1",
    },
  });
  expect(keys.answer("/v3/kv/range", '{"key": "X3Rl"}').body).toEqual({ header: header("3") });
});

test.each([
  ["/v3/kv/put", "{}", 400, "etcdserver: key is not provided"],
  ["/v3/kv/put", "x", 400, "the body is not a JSON object"],
  [
    "/v3/kv/put",
    '{"key":"YQ==","lease":"1"}',
    501,
    "lease of /v3/kv/put is not built into this etcd",
  ],
  [
    "/v3/kv/range",
    '{"key":"YQ==","range_end":"AA=="}',
    501,
    "range_end of /v3/kv/range is not built into this etcd",
  ],
  ["/v3/kv/txn", "{}", 501, "/v3/kv/txn is not built into this etcd"],
])("%s with %s is refused, not taken as something else", (path, text, status, message) => {
  expect(new EtcdKeys().answer(path, text)).toMatchObject({ status, body: { message } });
});

test("what is put is held within a bound", () => {
  const keys = new EtcdKeys();
  const put = (name: string) =>
    keys.answer("/v3/kv/put", JSON.stringify({ key: name, value: "a".repeat(1024 * 1024) })).status;

  expect(["a", "b", "c", "d", "e", "f", "g", "h"].map(put)).toContain(429);
  expect(put("a")).toBe(200);
});
