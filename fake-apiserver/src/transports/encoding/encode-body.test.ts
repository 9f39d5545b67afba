import { expect, test } from "vitest";
import type { ApiResponse } from "../../request/read/api-request.ts";
import { type EncodingRequest, encodeBody } from "./encode-body.ts";
import { toYamlText } from "./yaml-text.ts";

const plain: EncodingRequest = { query: [], headers: {} };

function answer(value: unknown, contentType = "application/json"): ApiResponse {
  return { status: 200, headers: { "content-type": contentType }, body: { kind: "json", value } };
}

test("compact JSON ends with a line feed and escapes what HTML and JavaScript could mistake", () => {
  expect(encodeBody(plain, answer({ html: "<a>&</a>", separator: "\u2028" }))).toBe(
    '{"html":"\\u003ca\\u003e\\u0026\\u003c/a\\u003e","separator":"\\u2028"}\n',
  );
});

test.each<[string, EncodingRequest]>([
  ["?pretty=true", { query: [["pretty", "true"]], headers: {} }],
  [
    "Accept: application/json;pretty=1",
    { query: [], headers: { accept: "application/json;pretty=1" } },
  ],
  ["curl", { query: [], headers: { "user-agent": "curl/8.0" } }],
  ["a browser", { query: [], headers: { "user-agent": "Mozilla/5.0 (X11)" } }],
])("%s gets indented JSON without a line feed at the end", (_name, request) => {
  expect(encodeBody(request, answer({ a: {} }))).toBe('{\n  "a": {}\n}');
});

test("?pretty=false wins over the user agent", () => {
  const request = { query: [["pretty", "false"]], headers: { "user-agent": "curl/8.0" } } as const;

  expect(encodeBody(request, answer({ a: 1 }))).toBe('{"a":1}\n');
});

test("an answer of type application/yaml is written as YAML", () => {
  expect(encodeBody(plain, answer({ kind: "Status", code: 404 }, "application/yaml"))).toBe(
    "code: 404\nkind: Status\n",
  );
});

test("YAML leaves the dot of managed fields plain, and quotes floats that are text", () => {
  expect(toYamlText({ ".": {}, a: ".5", b: "1." })).toBe('.: {}\na: ".5"\nb: "1."\n');
});

test("YAML sorts members, does not indent sequences, and quotes what would read as another type", () => {
  const text = toYamlText({
    data: { b: "two\nlines\n", a: "1", yes: "yes", empty: "", t: "true", n: "null" },
    items: [{ z: 1, a: [] }],
    metadata: {},
  });

  expect(text).toBe(
    'data:\n  a: "1"\n  b: |\n    two\n    lines\n  empty: ""\n  "n": "null"\n  t: "true"\n  "yes": "yes"\nitems:\n- a: []\n  z: 1\nmetadata: {}\n',
  );
});
