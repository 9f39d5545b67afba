import { readFile } from "node:fs/promises";
import { type Clock, wallTimeOf } from "../environment/clock.ts";
import type { Impersonation, UserAccess } from "./cluster-access.ts";
import { type ExecCredential, runExecPlugin } from "./exec-plugin.ts";
import { KubeConfigError } from "./kube-config-error.ts";

/** What goes along with a request. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly certificate: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

/** A token file is read anew after this time, as by client-go. */
const tokenFileAgeMs = 60_000;

/**
 * The credentials of one user, as fresh as they must be: token files are read anew each minute, plugins run again when
 * what they gave has expired or was refused.
 *
 * @see client-go transport/token_source.go, transport/round_trippers.go
 */
export class UserCredentials {
  readonly #user: UserAccess;
  readonly #clock: Pick<Clock, "now" | "wallTime">;
  #tokenRead: { readonly token: string; readonly at: number } | undefined;
  #credential: ExecCredential | undefined;
  #pending: Promise<ExecCredential> | undefined;
  /** What each answer was made of, to tell an old refusal from one of what is kept now. */
  readonly #sources = new WeakMap<Credentials, object>();

  constructor(user: UserAccess, clock: Pick<Clock, "now" | "wallTime">) {
    this.#user = user;
    this.#clock = clock;
  }

  /** @throws KubeConfigError when they cannot be had. */
  async current(): Promise<Credentials> {
    const { exec, username, password, impersonation } = this.#user;
    const own = this.#user.certificate();
    // As in client-go, whoever has a certificate needs no plugin.
    const given =
      exec === undefined || own !== undefined ? undefined : await this.#execCredential();
    const token = given?.token ?? (await this.#token());
    const basic = Buffer.from(`${username}:${password}`).toString("base64");
    const credentials: Credentials = {
      headers: {
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
        ...(username === "" ? {} : { authorization: `Basic ${basic}` }),
        ...(impersonation === undefined ? {} : impersonationHeaders(impersonation)),
      },
      certificate: given?.certificate ?? own,
    };
    const source = given ?? this.#tokenRead;
    if (source !== undefined) this.#sources.set(credentials, source);
    return credentials;
  }

  /**
   * The server did not know who showed these: where they are what is kept, that is worth nothing any more. Requests that were
   * under way with older ones are refused one after the other; a plugin is not run again for each.
   */
  refused(shown: Credentials): void {
    const source = this.#sources.get(shown);
    if (source === this.#credential) this.#credential = undefined;
    if (source === this.#tokenRead) this.#tokenRead = undefined;
  }

  async #token(): Promise<string> {
    const { token, tokenFile } = this.#user;
    if (tokenFile === "") return token;
    const now = this.#clock.now();
    const known = this.#tokenRead;
    if (known !== undefined && now - known.at < tokenFileAgeMs) return known.token;
    try {
      const read = (await readFile(tokenFile, "utf8")).trim();
      if (read === "") throw new KubeConfigError(`the token file ${tokenFile} is empty`);
      this.#tokenRead = { token: read, at: now };
      return read;
    } catch (cause) {
      // A file that is being replaced is no reason to stop: the last token may still do.
      const last = known?.token ?? token;
      if (last !== "") return last;
      if (cause instanceof KubeConfigError) throw cause;
      const { code } = cause as { readonly code?: unknown };
      throw new KubeConfigError(
        `the kubeconfig names the file ${tokenFile}, which cannot be read (${String(code)})`,
        { cause },
      );
    }
  }

  async #execCredential(): Promise<ExecCredential> {
    const known = this.#credential;
    const isGood = known !== undefined && (known.expiresAt ?? Infinity) > wallTimeOf(this.#clock);
    if (isGood) return known;
    this.#pending ??= this.#runPlugin().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #runPlugin(): Promise<ExecCredential> {
    const { exec, whose } = this.#user;
    if (exec === undefined) throw new KubeConfigError(`${whose} has no exec plugin`);
    this.#credential = await runExecPlugin(exec, whose);
    return this.#credential;
  }
}

function impersonationHeaders({ user, uid, groups, extra }: Impersonation): Credentials["headers"] {
  const headers: Record<string, string | readonly string[]> = { "impersonate-user": user };
  if (uid !== "") headers["impersonate-uid"] = uid;
  if (groups.length > 0) headers["impersonate-group"] = groups;
  for (const [name, values] of extra)
    headers[`impersonate-extra-${escapeHeaderKey(name)}`] = values;
  return headers;
}

/** What no header name can hold is percent-encoded, and so is the percent sign. */
function escapeHeaderKey(name: string): string {
  return Array.from(new TextEncoder().encode(name), (byte) => {
    const char = String.fromCharCode(byte);
    return /[!#$&'*+\-.^_`|~0-9A-Za-z]/.test(char)
      ? char
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}
