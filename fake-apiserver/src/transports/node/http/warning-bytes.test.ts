import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { expect, test } from "vitest";
import { warningHeaders } from "../../../request/answer/warning-headers.ts";
import { serveHttp } from "./http-server.ts";

test("a warning that is not plain stands in its header as UTF-8, beside a short text and a long one", async () => {
  await using listener = await served(10);
  await using other = await served(300_000);

  for (const { url } of [listener, other]) {
    const request = httpRequest(url);
    request.end();
    const [response] = await once(request, "response");
    response.resume();
    const bytes = Buffer.from(String(response.headers["warning"]), "latin1");
    expect(bytes.toString("utf8")).toBe('299 - "größer"');
  }
});

async function served(length: number) {
  const { url, close } = await serveHttp({
    handle(_request, respond) {
      const body = { kind: "text", text: "é".repeat(length) } as const;
      respond({ status: 200, headers: { warning: warningHeaders(["größer"]) }, body });
      return () => undefined;
    },
  });
  return { url, [Symbol.asyncDispose]: () => close({ graceMs: 0 }) };
}
