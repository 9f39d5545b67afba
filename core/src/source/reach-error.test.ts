import { expect, test } from "vitest";
import { reachError } from "./reach-error.ts";
import { isConnectionRefused, TransportError } from "./transport-error.ts";

const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code });

test("RF-21: a refused connection is recognised, however deep fetch has wrapped it", () => {
  const error = new TypeError("fetch failed", {
    cause: new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")]),
  });

  const reached = reachError("http://localhost:1", error);

  expect(isConnectionRefused(reached)).toBe(true);
  expect(reached.message).toBe(
    "cannot reach http://localhost:1: connection refused; is the server running, and is this its address?",
  );
  expect(reached.cause).toBe(error);
});

test.each([
  ["ENOTFOUND", "no such host"],
  ["ERR_OSSL_PEM_NO_START_LINE", "is not PEM text"],
  ["ERR_OSSL_X509_KEY_VALUES_MISMATCH", "is not the key of its client-certificate-data"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate-authority-data"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "tls-server-name"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "is http:// meant?"],
  ["ECONNRESET", "the connection was reset"],
])("the code %s is explained", (code, advice) => {
  expect(reachError("https://a", coded(code)).message).toContain(advice);
});

test("what is not known keeps its own words", () => {
  const error = new TypeError("fetch failed", { cause: new Error("proxy said no") });

  expect(reachError("https://a", error)).toMatchObject({
    failure: "unreachable",
    message: "cannot reach https://a: proxy said no",
  });
  expect(reachError("https://a", "odd").message).toBe("cannot reach https://a: odd");
});

test("an explained error is not explained again", () => {
  const error = new TransportError("unreachable", "x");

  expect(reachError("https://a", error)).toBe(error);
});
