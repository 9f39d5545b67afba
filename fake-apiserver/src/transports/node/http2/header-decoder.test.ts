import { describe, expect, test } from "vitest";
import { encodeHeaders, noTable } from "./encode-headers.ts";
import { ConnectionError } from "./frame.ts";
import { HeaderDecoder } from "./header-decoder.ts";

function decode(decoder: HeaderDecoder, block: Buffer): string[] {
  const lines: string[] = [];
  decoder.decode(block, (name, value) => lines.push(`${name}: ${value}`));
  return lines;
}

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(" ", ""), "hex");
}

const request = [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"];
const requests = [
  request,
  [...request, "cache-control: no-cache"],
  [
    ":method: GET",
    ":scheme: https",
    ":path: /index.html",
    ":authority: www.example.com",
    "custom-key: custom-value",
  ],
];

// RFC 7541, C.3 and C.4: three requests on one connection, each of which builds on those before.
test.each([
  [
    "plain",
    [
      "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
      "8286 84be 5808 6e6f 2d63 6163 6865",
      "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
    ],
  ],
  [
    "by Huffman's code",
    [
      "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
      "8286 84be 5886 a8eb 1064 9cbf",
      "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
    ],
  ],
])("the requests of the specification are read: %s", (_, blocks) => {
  const decoder = new HeaderDecoder();

  expect(blocks.map((block) => decode(decoder, hex(block)))).toEqual(requests);
});

test("a table that was made smaller forgets what no longer fits", () => {
  const decoder = new HeaderDecoder();
  decode(decoder, hex("400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"));
  expect(decode(decoder, hex("be"))).toEqual(["custom-key: custom-value"]);

  decode(decoder, hex("3f 00"));

  expect(() => decode(decoder, hex("be"))).toThrow(ConnectionError);
});

test("a thousand headers later the newest are still found", () => {
  const decoder = new HeaderDecoder();
  for (let number = 0; number < 1000; number++) {
    const value = Buffer.from(`value-${number}`);
    decode(decoder, Buffer.concat([hex("40 01 61"), Buffer.of(value.length), value]));
  }

  expect(decode(decoder, Buffer.of(0x80 | 62, 0x80 | 63))).toEqual([
    "a: value-999",
    "a: value-998",
  ]);
  expect(() => decode(decoder, hex("ff 80 7f"))).toThrow(ConnectionError);
});

describe("a block that is none is refused", () => {
  test.each([
    ["an index that nothing has", "c0"],
    ["index 0", "80"],
    ["a text that is cut off", "40 05 61"],
    ["a number without end", "ff ff ff ff ff ff ff ff"],
    ["a table larger than agreed", "3f e2 ff 03"],
    ["a size behind a header", "82 20"],
    ["padding of more than seven bits", "40 01 61 82 1f ff"],
    ["padding by zeros", "40 01 61 81 18"],
    ["the end of texts within one", "40 01 61 84 ff ff ff ff"],
  ])("%s", (_, block) => {
    expect(() => decode(new HeaderDecoder(), hex(block))).toThrow(ConnectionError);
  });
});

test("what is encoded reads the same, and means the same on every connection", () => {
  const long = "x".repeat(5000);
  const headers = {
    "content-type": "application/json",
    warning: ["a", "b"],
    "x-long": long,
    date: "é",
  };

  for (const status of [200, 201, 404, 503]) {
    const block = Buffer.concat([noTable, ...encodeHeaders(status, headers)]);
    expect(decode(new HeaderDecoder(), block)).toEqual([
      `:status: ${status}`,
      "content-type: application/json",
      "warning: a",
      "warning: b",
      `x-long: ${long}`,
      "date: é",
    ]);
  }
});
