import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { CertificateAuthority } from "./certificates.ts";

test("a server certificate names its hosts and is signed by the authority", () => {
  const authority = new CertificateAuthority();
  const issuer = new X509Certificate(authority.certificate);

  const server = new X509Certificate(
    authority.issueServer(["localhost", "127.0.0.1", "::1", "lab.example"]).certificate,
  );

  expect(server.subjectAltName).toBe(
    "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:lab.example",
  );
  expect(server.checkIssued(issuer)).toBe(true);
  expect(server.verify(issuer.publicKey)).toBe(true);
  expect(issuer.ca).toBe(true);
});

test("a client certificate carries user and groups", () => {
  const { certificate, key } = new CertificateAuthority().issueClient({
    commonName: "admin",
    organizations: ["system:masters", "lab"],
  });

  expect(new X509Certificate(certificate).subject).toBe("O=system:masters\nO=lab\nCN=admin");
  expect(key).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
});

test("a certificate is valid already a day ago, for clients whose clock is behind", () => {
  const { certificate } = new CertificateAuthority(
    "lab",
    new Date(Date.UTC(2026, 0, 2)),
  ).issueServer(["a"]);

  expect(new X509Certificate(certificate).validFrom).toBe("Jan  1 00:00:00 2026 GMT");
});
