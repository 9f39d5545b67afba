import { X509Certificate } from "node:crypto";
import { pemBlocks } from "../../../codec/certificates/pem.ts";

/** Whose client certificates are taken, now: it may change while connections are open. */
export class ClientTrust {
  #authorities: readonly X509Certificate[];
  #changes = 0;
  readonly #now: () => number;

  /** @param text PEM of all authorities, one behind the other */
  constructor(text: string, now: () => number = Date.now) {
    this.#authorities = certificatesIn(text);
    this.#now = now;
  }

  /** How often it was something else. */
  get changes(): number {
    return this.#changes;
  }

  set(text: string): void {
    this.#authorities = certificatesIn(text);
    this.#changes += 1;
  }

  /** The authority that has signed a certificate; undefined where it is none of these, or its time is over. */
  authorityOf(certificate: X509Certificate): X509Certificate | undefined {
    const now = this.#now();
    if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo))
      return undefined;
    return this.#authorities.find(
      (authority) => certificate.checkIssued(authority) && certificate.verify(authority.publicKey),
    );
  }
}

/** All certificates of a text in PEM. @throws Error of Node where one is none */
export function certificatesIn(text: string): readonly X509Certificate[] {
  return pemBlocks(text)
    .filter(({ type }) => type === "CERTIFICATE")
    .map((block) => new X509Certificate(Buffer.from(block.text, "base64")));
}
