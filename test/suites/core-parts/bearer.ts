import { type Environment, failureStatus } from "@informerlab/core";
import { FetchTransport } from "@informerlab/core/system";
import type { ChaosOptions, ControllerUnderTest } from "@informerlab/test";
import { copyAll, type Fetch, translatorRules } from "./translator.ts";

/** How long a token is good, milliseconds. */
const lifeMs = 7000;

/** How a program shows who it is. */
type Access = (source: Tokens) => Pick<ConstructorParameters<typeof FetchTransport>[0], "headers">;

/**
 * Copies config maps, and shows who it is with a token that is good for a while and that it holds until it is refused, as
 * client-go does with what a plugin gave it: between a list and its watch, before a write, while a watch goes on.
 */
export function bearer(
  access: Access = (source) => ({ headers: () => source.headers() }),
): ControllerUnderTest {
  return {
    name: "bearer",
    start: ({ environment, fetch }) => {
      const source = new Tokens(environment);
      const transport = new FetchTransport({
        server: "http://cluster.test",
        fetch: source.guarded((url, init) => fetch(url, init)),
        ...access(source),
      });
      return Promise.race([source.flaw, copyAll(environment, transport)]);
    },
  };
}

/** Who gives tokens, and who looks at them. What is refused once must not be shown again. */
export class Tokens {
  readonly flaw: Promise<never>;
  readonly #environment: Environment;
  readonly #refused = new Set<string>();
  #tellFlaw: (flaw: Error) => void = () => {};
  #held: string | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.flaw = new Promise((_resolve, reject) => {
      this.#tellFlaw = reject;
    });
  }

  /** What goes along with the next request. */
  headers(): { readonly authorization: string } {
    this.#held ??= this.#good;
    return { authorization: this.#held };
  }

  /** Whom the server knows no longer it does not let in; streams that are open go on. */
  guarded(fetch: Fetch): Fetch {
    return async (url, init) => {
      const shown = new Headers(init.headers).get("authorization") ?? "";
      if (this.#refused.has(shown)) this.#tellFlaw(new Error(`it shows ${shown} again`));
      if (shown === this.#good) return fetch(url, init);
      this.#refused.add(shown);
      this.#held = undefined;
      const status = failureStatus({ code: 401, reason: "Unauthorized", message: "Unauthorized" });
      return Response.json(status, { status: 401 });
    };
  }

  get #good(): string {
    return `Bearer ${Math.floor(this.#environment.clock.now() / lifeMs)}`;
  }
}

/** What is written is copied, whoever knows whom for how long. */
export const bearerRules: ChaosOptions = translatorRules;
