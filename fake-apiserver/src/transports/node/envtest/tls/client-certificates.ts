import type { FrontProxy } from "../../../../authentication/front-proxy.ts";
import { messageOf } from "../../../../codec/message-of.ts";
import { CertificateAuthority } from "../../certificates.ts";
import { certificatesIn } from "../../http/client-trust.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import type { Flags } from "../flags/parse-flags.ts";

/** Certificates of authorities, as a file has them. */
interface AuthorityFile {
  readonly path: string;
  content: string;
}

/**
 * Whose certificates prove who asks, as the files say that `--client-ca-file` and `--requestheader-client-ca-file` name.
 *
 * @see kubernetes apiserver pkg/server/options/authentication.go
 */
export class ClientAuthorities {
  readonly #clients: AuthorityFile;
  readonly #proxies: AuthorityFile;
  /** Without one, no certificate proves anything: nobody has one of an authority that is made and forgotten. */
  readonly #nobody = new CertificateAuthority().certificate;
  readonly #flags: Flags;
  #fingerprints: readonly string[];

  private constructor(flags: Flags, clients: AuthorityFile, proxies: AuthorityFile) {
    this.#flags = flags;
    this.#clients = clients;
    this.#proxies = proxies;
    this.#fingerprints = fingerprintsOf(proxies.content);
  }

  /** @throws Error in the real server's words */
  static async open(flags: Flags): Promise<ClientAuthorities> {
    const read = async (name: string, purpose: string): Promise<AuthorityFile> => {
      const path = flags.last(name) ?? "";
      return { path, content: checked(purpose, path, await readNamedFile(path)) };
    };
    const clients = await read("client-ca-file", purposes.clients);
    const proxies = await read("requestheader-client-ca-file", purposes.proxies);
    return new ClientAuthorities(flags, clients, proxies);
  }

  get files(): readonly string[] {
    return [this.#clients.path, this.#proxies.path].filter((path) => path !== "");
  }

  /** PEM of all authorities, one behind the other. */
  get authorities(): string {
    const known = [this.#clients.content, this.#proxies.content].filter((text) => text !== "");
    return known.length === 0 ? this.#nobody : known.join("\n");
  }

  /** Who may say in headers who asks; its authorities are those of the file as it is now. */
  get frontProxy(): FrontProxy | undefined {
    if (this.#proxies.path === "") return undefined;
    const list = (name: string): readonly string[] => this.#flags.list(`requestheader-${name}`);
    const fingerprints = (): readonly string[] => this.#fingerprints;
    return {
      get authorityFingerprints() {
        return fingerprints();
      },
      allowedNames: list("allowed-names"),
      usernameHeaders: list("username-headers"),
      uidHeaders: list("uid-headers"),
      groupHeaders: list("group-headers"),
      extraHeadersPrefixes: list("extra-headers-prefix"),
    };
  }

  /**
   * What `extension-apiserver-authentication` holds; undefined where there is no such object.
   *
   * @see kubernetes pkg/controlplane/controller/clusterauthenticationtrust
   */
  get published(): Readonly<Record<string, string>> | undefined {
    const clients = this.#clients.content;
    const proxy = this.frontProxy;
    if (clients === "" && proxy === undefined) return undefined;
    return {
      ...(clients === "" ? {} : { "client-ca-file": clients }),
      ...(proxy === undefined
        ? {}
        : {
            "requestheader-allowed-names": JSON.stringify(proxy.allowedNames),
            "requestheader-client-ca-file": this.#proxies.content,
            "requestheader-extra-headers-prefix": JSON.stringify(proxy.extraHeadersPrefixes),
            "requestheader-group-headers": JSON.stringify(proxy.groupHeaders),
            "requestheader-uid-headers": JSON.stringify(proxy.uidHeaders),
            "requestheader-username-headers": JSON.stringify(proxy.usernameHeaders),
          }),
    };
  }

  /** Reads both files anew. @throws Error in the real server's words; then it stays as it was */
  async reload(): Promise<void> {
    const read = async (purpose: string, { path }: AuthorityFile): Promise<string> =>
      checked(purpose, path, await readNamedFile(path));
    const clients = await read(purposes.clients, this.#clients);
    const proxies = await read(purposes.proxies, this.#proxies);
    this.#clients.content = clients;
    this.#proxies.content = proxies;
    this.#fingerprints = fingerprintsOf(proxies);
  }
}

/** As errors name the files. */
const purposes = { clients: "client-ca-bundle", proxies: "request-header" } as const;

/** @see kubernetes apiserver pkg/server/dynamiccertificates/dynamic_cafile_content.go */
function checked(purpose: string, path: string, content: string): string {
  if (path === "") return "";
  const name = JSON.stringify(`${purpose}::${path}`);
  if (content === "") throw new Error(`missing content for CA bundle ${name}`);
  let problem = "data does not contain any valid RSA or ECDSA certificates";
  try {
    if (certificatesIn(content).length > 0) return content;
  } catch (error) {
    problem = messageOf(error);
  }
  throw new Error(`error loading CA bundle for ${name}: ${problem}`);
}

function fingerprintsOf(content: string): readonly string[] {
  return certificatesIn(content).map(({ fingerprint256 }) => fingerprint256);
}
