import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";

/** A certificate with its private key, both as PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Whom a client certificate speaks for: its common name and its organizations, as in the real server. */
export interface CertificateSubject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

const ecdsaWithSha256 = "1.2.840.10045.4.3.2";
const commonNameId = "2.5.4.3";
const organizationId = "2.5.4.10";
const dayMs = 86_400_000;

/**
 * A certificate authority that lives as long as the process: every run makes its own, so nothing expires on disk and
 * nothing secret is shipped. Keys are P-256, made in about a millisecond.
 */
export class CertificateAuthority {
  /** The authority's own certificate, PEM. */
  readonly certificate: string;
  readonly #key: KeyObject;
  readonly #name: Name;
  readonly #keyId: ArrayBuffer;
  readonly #now: Date;

  constructor(commonName = "fake-apiserver", now: Date = new Date()) {
    const { publicKey, privateKey } = newKeyPair();
    this.#key = privateKey;
    this.#now = now;
    this.#name = toName({ commonName });
    this.#keyId = keyIdOf(publicKey);
    this.certificate = this.#issue(publicKey, this.#name, [
      extension(id_ce_basicConstraints, new BasicConstraints({ cA: true }), true),
      extension(
        id_ce_keyUsage,
        new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature),
        true,
      ),
    ]);
  }

  /** A server certificate for the given host names and IP addresses. */
  issueServer(hosts: readonly string[]): KeyedCertificate {
    const { publicKey, privateKey } = newKeyPair();
    const names = hosts.map((host) =>
      isIP(host) === 0 ? new GeneralName({ dNSName: host }) : new GeneralName({ iPAddress: host }),
    );
    const certificate = this.#issue(publicKey, toName({ commonName: hosts[0] ?? "localhost" }), [
      extension(id_ce_subjectAltName, new SubjectAlternativeName(names)),
      extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
      extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature), true),
    ]);
    return { certificate, key: toPem(privateKey) };
  }

  /** A certificate by which a client proves who it is. */
  issueClient(subject: CertificateSubject): KeyedCertificate {
    const { publicKey, privateKey } = newKeyPair();
    const certificate = this.#issue(publicKey, toName(subject), [
      extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_clientAuth])),
      extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature), true),
    ]);
    return { certificate, key: toPem(privateKey) };
  }

  #issue(publicKey: KeyObject, subject: Name, extensions: readonly Extension[]): string {
    const publicKeyInfo = publicKey.export({ type: "spki", format: "der" });
    const toBeSigned = new TBSCertificate({
      version: Version.v3,
      serialNumber: serialNumber(),
      signature: new AlgorithmIdentifier({ algorithm: ecdsaWithSha256 }),
      issuer: this.#name,
      subject,
      validity: new Validity({
        // A client whose clock is a little behind must not refuse us.
        notBefore: new Date(this.#now.getTime() - dayMs),
        notAfter: new Date(this.#now.getTime() + 365 * dayMs),
      }),
      subjectPublicKeyInfo: AsnConvert.parse(publicKeyInfo, SubjectPublicKeyInfo),
      extensions: new Extensions([
        ...extensions,
        extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdOf(publicKey))),
        extension(
          id_ce_authorityKeyIdentifier,
          new AuthorityKeyIdentifier({ keyIdentifier: new OctetString(this.#keyId) }),
        ),
      ]),
    });
    const signature = sign("sha256", Buffer.from(AsnConvert.serialize(toBeSigned)), this.#key);
    const certificate = new Certificate({
      tbsCertificate: toBeSigned,
      signatureAlgorithm: new AlgorithmIdentifier({ algorithm: ecdsaWithSha256 }),
      signatureValue: toArrayBuffer(signature),
    });
    return armored("CERTIFICATE", AsnConvert.serialize(certificate));
  }
}

function newKeyPair(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function toName({ commonName, organizations = [] }: CertificateSubject): Name {
  const parts: [string, string][] = organizations.map((value) => [organizationId, value]);
  parts.push([commonNameId, commonName]);
  return new Name(
    parts.map(([type, value]) => {
      const attribute = { type, value: new AttributeValue({ utf8String: value }) };
      return new RelativeDistinguishedName([new AttributeTypeAndValue(attribute)]);
    }),
  );
}

function extension(id: string, value: object, isCritical = false): Extension {
  const extnValue = new OctetString(AsnConvert.serialize(value));
  return new Extension({ extnID: id, critical: isCritical, extnValue });
}

/** Positive and at most 20 bytes, as RFC 5280 asks. */
function serialNumber(): ArrayBuffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return toArrayBuffer(bytes);
}

function keyIdOf(publicKey: KeyObject): ArrayBuffer {
  const der = publicKey.export({ type: "spki", format: "der" });
  return toArrayBuffer(createHash("sha1").update(der).digest());
}

/** In the older of the two forms of keys: Java's fabric8 client reads no other, and all read this one. */
function toPem(key: KeyObject): string {
  return key.export({ type: "sec1", format: "pem" }).toString();
}

function armored(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
