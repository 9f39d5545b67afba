import { isDeepStrictEqual } from "node:util";
import type { Cancel } from "@informerlab/core";
import type { JwtConfig } from "../../../../authentication/jwt/jwt-config.ts";
import type {
  TokenAuthenticator,
  TokenOpinion,
} from "../../../../authentication/token-authenticator.ts";
import { messageOf } from "../../../../codec/message-of.ts";
import { forbidden } from "../../../../schema/field-error.ts";
import { JwtAuthenticator } from "../../oidc/jwt-authenticator.ts";
import { readAuthenticationConfig } from "../config/authentication-file.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { watchFile } from "../files/watch-file.ts";
import {
  type Authentication,
  type AuthenticationFile,
  checkConfig,
} from "./authentication-flags.ts";

/** What {@link TokenIssuers} needs of the world. */
export interface TokenIssuersOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly warn: (line: string) => void;
  /** For how long new issuers are waited for. @defaultValue a minute */
  readonly timeoutMs?: number;
}

/**
 * Knows the tokens of the issuers that flags or a file name. The file is read anew when it changes: once all of its issuers
 * answer, they take the place of those of before, which go on until then, and if it is wrong. Who may ask without a token does
 * not change.
 *
 * @see kubernetes pkg/kubeapiserver/options/authentication.go
 */
export class TokenIssuers implements TokenAuthenticator {
  readonly #options: TokenIssuersOptions;
  readonly #algorithms: readonly string[];
  readonly #file: AuthenticationFile | undefined;
  #content: string | undefined;
  #issuers: readonly JwtAuthenticator[];

  constructor({ jwt, algorithms, file }: Authentication, options: TokenIssuersOptions) {
    this.#options = options;
    this.#algorithms = algorithms;
    this.#file = file;
    this.#content = file?.content;
    this.#issuers = this.#opened(jwt);
  }

  /** No two have the same tokens: their addresses differ. */
  authenticate(token: string): TokenOpinion {
    for (const issuer of this.#issuers) {
      const opinion = issuer.authenticate(token);
      if (opinion.kind !== "foreign") return opinion;
    }
    return { kind: "foreign" };
  }

  /** Reads the file anew whenever it changes, until that is cancelled. */
  watch(): Cancel {
    const { path } = this.#file ?? {};
    if (path === undefined) return () => undefined;
    // One after the other: the last change decides.
    let last = Promise.resolve();
    return watchFile(path, () => {
      last = last
        .then(() => this.reload())
        .catch((error: unknown) =>
          this.#options.warn(`reloading authentication config: ${messageOf(error)}`),
        );
    });
  }

  /** @throws Error when the file is wrong, once for each of its contents, or an issuer does not answer in time */
  async reload(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    const content = await readNamedFile(file.path);
    if (content === this.#content) return;
    const before = this.#content;
    this.#content = content;
    const config = readAuthenticationConfig(content);
    const isKept = isDeepStrictEqual(config.anonymous, file.anonymous);
    checkConfig(
      config,
      file.ownIssuers,
      isKept ? [] : [forbidden("anonymous", "changed from initial configuration file")],
    );
    const opened = this.#opened(config.jwt ?? []);
    if (await this.#answerInTime(opened)) {
      const old = this.#issuers;
      this.#issuers = opened;
      for (const one of old) one.close();
      return;
    }
    for (const one of opened) one.close();
    // They may answer when it is looked at next.
    this.#content = before;
    throw new Error("an issuer did not answer in time");
  }

  close(): void {
    for (const one of this.#issuers) one.close();
  }

  #opened(jwt: readonly JwtConfig[]): readonly JwtAuthenticator[] {
    const { now, warn } = this.#options;
    const algorithms = this.#algorithms;
    return jwt.map((config) => new JwtAuthenticator({ config, algorithms, now, warn }));
  }

  async #answerInTime(issuers: readonly JwtAuthenticator[]): Promise<boolean> {
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), this.#options.timeoutMs ?? 60_000);
    timer.unref();
    const ready = Promise.all(issuers.map((one) => one.whenReady())).then(() => true);
    const isReady = await Promise.race([ready, late.promise]);
    clearTimeout(timer);
    return isReady;
  }
}
