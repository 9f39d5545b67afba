/** Certificates of an HTTPS server, as PEM. */
export interface TlsOptions {
  readonly certificate: string;
  readonly key: string;
  /** Authority whose client certificates are taken as proof of identity. */
  readonly clientAuthority: string;
  /** The oldest version that is spoken. @defaultValue "TLSv1.2" */
  readonly versionMin?: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  /** OpenSSL's names of the ciphers for versions before 1.3. @defaultValue those that Go offers */
  readonly ciphers?: readonly string[];
  /** Shown to clients who ask for one of their names instead. */
  readonly named?: readonly NamedCertificate[];
  /** False: clients are offered HTTP/1.1 alone. @defaultValue true */
  readonly speaksHttp2?: boolean;
}

/** A certificate for some names of a server. */
export interface NamedCertificate {
  /** `example.com`, `*.example.com`; none: those that the certificate names. */
  readonly names: readonly string[];
  readonly certificate: string;
  readonly key: string;
}
