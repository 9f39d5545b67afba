import { createSecureContext } from "node:tls";
import type { Cancel } from "@informerlab/core";
import { messageOf } from "../../../../codec/message-of.ts";
import type { KeyedCertificate } from "../../certificates.ts";
import type { NamedCertificate, TlsOptions } from "../../http/tls-options.ts";
import { watchFile } from "../files/watch-file.ts";
import { readTlsVersion } from "../flags/limit-flags.ts";
import type { Flags } from "../flags/parse-flags.ts";
import { type NamedFiles, parseNamedFiles } from "../flags/sni-flags.ts";
import { checkForHttp2, readCipherSuites } from "./cipher-suites.ts";
import { ClientAuthorities } from "./client-certificates.ts";
import { readCertificatePair } from "./read-certificate-pair.ts";
import { servingCertificate, servingFiles } from "./serving-certificate.ts";

/** What of HTTPS stands in files, which are read again when they change. */
export class TlsFiles {
  readonly clients: ClientAuthorities;
  readonly #fixed: Pick<TlsOptions, "versionMin" | "ciphers" | "speaksHttp2">;
  readonly #files: readonly [certFile: string, keyFile: string] | undefined;
  readonly #namedFiles: readonly NamedFiles[];
  #own: KeyedCertificate;
  #named: readonly NamedCertificate[];

  private constructor(parts: {
    readonly clients: ClientAuthorities;
    readonly fixed: Pick<TlsOptions, "versionMin" | "ciphers" | "speaksHttp2">;
    readonly files: readonly [certFile: string, keyFile: string] | undefined;
    readonly namedFiles: readonly NamedFiles[];
    readonly own: KeyedCertificate;
    readonly named: readonly NamedCertificate[];
  }) {
    this.clients = parts.clients;
    this.#fixed = parts.fixed;
    this.#files = parts.files;
    this.#namedFiles = parts.namedFiles;
    this.#own = parts.own;
    this.#named = parts.named;
  }

  /** @throws Error in the real server's words */
  static async open(flags: Flags, hosts: readonly string[]): Promise<TlsFiles> {
    const own = await servingCertificate(flags, hosts);
    const ciphers = readCipherSuites(flags.list("tls-cipher-suites"));
    const fixed = {
      ...readTlsVersion(flags),
      ...(ciphers === undefined ? {} : { ciphers }),
      speaksHttp2: !flags.isOn("disable-http2-serving", false),
    };
    if (ciphers !== undefined && fixed.speaksHttp2) checkForHttp2(ciphers, fixed.versionMin);
    const namedFiles = flags
      .all("tls-sni-cert-key")
      .map((value) => parseNamedFiles(value) as NamedFiles);
    const named = await readNamed(namedFiles).catch((error: unknown) => {
      throw new Error(`failed to load SNI cert and key: ${messageOf(error)}`);
    });
    const clients = await ClientAuthorities.open(flags);
    return new TlsFiles({ clients, fixed, files: servingFiles(flags), namedFiles, own, named });
  }

  get options(): TlsOptions {
    return {
      ...this.#own,
      ...this.#fixed,
      clientAuthority: this.clients.authorities,
      named: this.#named,
    };
  }

  /** Reads a file anew whenever it changes, until that is cancelled; what cannot be read stays as it was. */
  watch(changed: () => void, warn: (line: string) => void): Cancel {
    // One after the other: the last change decides.
    let last = Promise.resolve();
    const reading = (reload: () => Promise<void>) => (): void => {
      last = last
        .then(reload)
        .then(changed)
        .catch((error: unknown) => warn(`reloading certificates: ${messageOf(error)}`));
    };
    const pairs = this.#namedFiles.flatMap(({ certFile, keyFile }) => [certFile, keyFile]);
    const watched = [
      ...(this.#files ?? []).map((path) =>
        watchFile(
          path,
          reading(() => this.#reloadOwn()),
        ),
      ),
      ...pairs.map((path) =>
        watchFile(
          path,
          reading(() => this.#reloadNamed()),
        ),
      ),
      ...this.clients.files.map((path) =>
        watchFile(
          path,
          reading(() => this.clients.reload()),
        ),
      ),
    ];
    return () => {
      for (const cancel of watched) cancel();
    };
  }

  /** Both files are written one after the other: until they fit, the pair stays as it was. */
  async #reloadOwn(): Promise<void> {
    if (this.#files === undefined) return;
    const own = await readCertificatePair("serving-cert", ...this.#files);
    createSecureContext({ cert: own.certificate, key: own.key });
    this.#own = own;
  }

  async #reloadNamed(): Promise<void> {
    this.#named = await readNamed(this.#namedFiles);
  }
}

function readNamed(files: readonly NamedFiles[]): Promise<readonly NamedCertificate[]> {
  return Promise.all(
    files.map(async ({ certFile, keyFile, names }) => ({
      names,
      ...(await readCertificatePair("sni-serving-cert", certFile, keyFile)),
    })),
  );
}
