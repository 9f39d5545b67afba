import { expect, test } from "vitest";
import { inTurn } from "../../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
const path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const pem = (type: string, hex: string, headers = ""): string => {
  const body = btoa(
    String.fromCharCode(...(hex.match(/../g) ?? []).map((two) => parseInt(two, 16))),
  );
  return btoa(`-----BEGIN ${type}-----\n${headers}${body}\n-----END ${type}-----\n`);
};
/** As much of a request as is read: a version and a subject without names. */
const request = pem("CERTIFICATE REQUEST", "300930070201003000a000");
const specOf = (more: object = {}): object => ({
  request,
  signerName: "example.org/own",
  usages: ["client auth"],
  ...more,
});

test("nobody asks the signer of old any more", () => {
  const spec = specOf({ signerName: "kubernetes.io/legacy-unknown" });
  expect(inTurn().ask("POST", path, { metadata: { name: "a" }, spec }).message).toContain(
    'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version',
  );
});

test.each([
  ["", "asn1: syntax error: sequence truncated"],
  ["30", "asn1: syntax error: truncated tag or length"],
  ["300500", "asn1: syntax error: data truncated"],
  [
    "0401ff",
    "asn1: structure error: tags don't match (16 vs {class:0 tag:4 length:1 isCompound:false}) {optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} certificateRequest @2",
  ],
  ["3000", "asn1: syntax error: sequence truncated"],
])("bytes %j are no request", (hex, problem) => {
  const spec = specOf({ request: pem("CERTIFICATE REQUEST", hex) });
  const { message } = inTurn().ask("POST", path, { metadata: { name: "a" }, spec });
  expect(message).toContain(`: ${problem}`);
});

test.each([
  [btoa("x"), "must contain at least one CERTIFICATE PEM block"],
  [pem("KEY", "3000"), 'only CERTIFICATE PEM blocks are allowed, found "KEY"'],
  [pem("CERTIFICATE", "3000", "a: b\n\n"), "no PEM block headers are permitted"],
  [pem("CERTIFICATE", ""), "found CERTIFICATE PEM block containing 0 certificates"],
  [pem("CERTIFICATE", "0401ff"), "x509: malformed certificate"],
  [pem("CERTIFICATE", "3000"), "x509: malformed tbs certificate"],
  [pem("CERTIFICATE", "30023000"), "x509: malformed serial number"],
])("a signer cannot give %s", (certificate, problem) => {
  const { ask } = inTurn();
  expect(ask("POST", path, { metadata: { name: "a" }, spec: specOf() }).message).toBe("");
  expect(ask("PATCH", `${path}/a/status`, { status: { certificate } }).message).toBe(
    `CertificateSigningRequest.certificates.k8s.io "a" is invalid: status.certificate: Invalid value: "<certificate data>": ${problem}`,
  );
});
