import type { Cancel } from "@informerlab/core";
import { AnswersAtHand } from "../../../../admission/answers-at-hand.ts";
import type {
  AuthorizationMode,
  AuthorizationModes,
} from "../../../../authorization/authorization-options.ts";
import type { AccessAnswer } from "../../../../authorization/webhook-authorizer.ts";
import { messageOf } from "../../../../codec/message-of.ts";
import {
  type AuthorizerEntry,
  readAuthorizationConfig,
  type WebhookEntry,
} from "../config/authorization-file.ts";
import { authorizersProblem } from "../config/check-authorization-config.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { watchFile } from "../files/watch-file.ts";
import { type AccessWebhookConfig, openAccessWebhook } from "../webhooks/access-webhook.ts";

/** @throws Error in the real server's words */
export function authorizersIn(
  content: string,
  wanted: readonly string[] = [],
): readonly AuthorizerEntry[] {
  let entries: readonly AuthorizerEntry[];
  try {
    entries = readAuthorizationConfig(content);
  } catch (error) {
    throw new Error(`failed to load AuthorizationConfiguration from file: ${messageOf(error)}`);
  }
  const problem = authorizersProblem(entries, wanted);
  if (problem !== undefined) throw new Error(problem);
  return entries;
}

/**
 * Who decides, by the file of `--authorization-config`, which is read anew when it changes: what is wrong with it then
 * is told, and those of before decide on.
 *
 * @see kubernetes pkg/kubeapiserver/authorizer/reload.go
 */
export class AuthorizationFileModes {
  readonly #path: string;
  readonly #now: () => number;
  readonly #answers = new AnswersAtHand<AccessAnswer>();
  /** Types that the file must go on to name, and may. */
  readonly #types: readonly string[];
  #content: string;
  #entries: readonly AuthorizerEntry[];
  #modes: AuthorizationModes = [];

  private constructor(
    path: string,
    content: string,
    entries: readonly AuthorizerEntry[],
    now: () => number,
  ) {
    this.#path = path;
    this.#content = content;
    this.#entries = entries;
    this.#now = now;
    this.#types = entries.map(({ type }) => type).filter((type) => type !== "Webhook");
  }

  /** @throws Error in the real server's words */
  static async open(path: string, now: () => number): Promise<AuthorizationFileModes> {
    const content = await readNamedFile(path);
    const modes = new AuthorizationFileModes(path, content, authorizersIn(content), now);
    modes.#modes = await modes.#opened(modes.#entries);
    return modes;
  }

  get current(): AuthorizationModes {
    return this.#modes;
  }

  has(type: AuthorizationMode): boolean {
    return this.#types.includes(type);
  }

  /** Reads the file anew whenever it changes, until that is cancelled. */
  watch(warn: (line: string) => void): Cancel {
    // One after the other: the last change decides.
    let last = Promise.resolve();
    return watchFile(this.#path, () => {
      last = last
        .then(() => this.reload())
        .catch((error: unknown) => warn(`reloading authorization config: ${messageOf(error)}`));
    });
  }

  /** @throws Error in the real server's words when the file is wrong, once for each of its contents */
  async reload(): Promise<void> {
    const content = await readNamedFile(this.#path);
    if (content === this.#content) return;
    this.#content = content;
    const entries = authorizersIn(content, this.#types);
    if (JSON.stringify(entries) === JSON.stringify(this.#entries)) return;
    this.#entries = entries;
    this.#modes = await this.#opened(entries);
  }

  #opened(entries: readonly AuthorizerEntry[]): Promise<AuthorizationModes> {
    return Promise.all(
      entries.map((entry) => {
        const { type, name, webhook } = entry;
        if (webhook !== undefined) {
          return openAccessWebhook(configOf(name, webhook), this.#answers, this.#now);
        }
        if (startOnly.includes(type) && !this.#types.includes(type))
          throw new Error(
            `authorizer type ${type} is not allowed if it was not enabled at initial server startup`,
          );
        return type as AuthorizationMode;
      }),
    );
  }
}

const startOnly: readonly string[] = ["ABAC", "Node", "RBAC"];

function configOf(name: string, webhook: WebhookEntry): AccessWebhookConfig {
  return {
    name,
    kubeconfig: webhook.kubeconfig ?? "",
    version: webhook.version,
    timeoutMs: webhook.timeoutMs,
    authorizedMs: webhook.keepsAuthorized ? webhook.authorizedMs : 0,
    unauthorizedMs: webhook.keepsUnauthorized ? webhook.unauthorizedMs : 0,
    verdictOnFailure: webhook.failurePolicy === "Deny" ? "deny" : "none",
    conditions: webhook.conditions,
  };
}
