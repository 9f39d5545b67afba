import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CertificateAuthority } from "../certificates.ts";
import { fetchText } from "./fetch-text.ts";

const authority = new CertificateAuthority();
const { certificate, key } = authority.issueServer(["127.0.0.1"]);
let server: Server;
let address = "";

beforeAll(async () => {
  server = createServer({ cert: certificate, key }, ({ url }, response) => {
    if (url === "/whole") {
      response.end("whole");
      return;
    }
    // Never silent for long, and never at an end.
    const timer = setInterval(() => response.write("a"), 1);
    response.on("close", () => clearInterval(timer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("what comes in time is told", async () => {
  expect(await fetchText(`${address}/whole`, authority.certificate)).toEqual({
    status: 200,
    statusText: "200 OK",
    body: "whole",
  });
});

test("who goes on sending is given up, too", async () => {
  await expect(fetchText(`${address}/drops`, authority.certificate, 50)).rejects.toThrow(
    new Error(`Get "${address}/drops": context deadline exceeded`),
  );
});

test("who is signed by somebody else is not believed", async () => {
  await expect(
    fetchText(`${address}/whole`, new CertificateAuthority().certificate),
  ).rejects.toThrow(
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
  );
});
