import { isConflict, retryOnConflict } from "@informerlab/core";
import { resources } from "@informerlab/core/kinds";
import { always, type ChaosOptions, type ControllerUnderTest, sometimes } from "@informerlab/test";
import { configMap } from "./users.ts";

const { configMaps } = resources.core.v1;
const key = "default/sum";
/** client-go's DefaultRetry. */
const triesMax = 5;
const waitMsMin = 10;

/** Several processes add to one number, each try on top of what it has just read. */
export function adder(retry: typeof retryOnConflict = retryOnConflict): ControllerUnderTest {
  return {
    name: "adder",
    replicas: 3,
    async start({ client, environment, identity, sleep }) {
      const { clock } = environment;
      for (let turn = 1; turn <= 20; turn++) {
        let tries = 0;
        let last: { readonly error: unknown; readonly at: number } | undefined;
        const attempt = async (): Promise<number> => {
          tries += 1;
          const waitedMs = clock.now() - (last?.at ?? 0);
          if (last !== undefined && !isConflict(last.error))
            throw new TypeError(`it tries again after ${String(last.error)}`);
          if (waitedMs < waitMsMin) throw new TypeError(`it tries again after ${waitedMs} ms`);
          try {
            await add(turn);
          } catch (error) {
            last = { error, at: clock.now() };
            throw error;
          }
          return turn;
        };
        try {
          const told = await retry(environment, attempt);
          if (told !== turn) throw new TypeError(`the try said ${turn}, and ${told} is told`);
        } catch (error) {
          if (error instanceof TypeError) throw error;
          // What is told is what the last try failed of; a conflict is told only when no try is left.
          if (error !== last?.error) throw new TypeError(`it failed otherwise: ${String(error)}`);
          if (isConflict(error) && tries !== triesMax)
            throw new TypeError(`it gives up after ${tries} tries`);
        }
        if (tries > triesMax) throw new TypeError(`it tried ${tries} times`);
        await sleep(40);
      }

      async function add(turn: number): Promise<void> {
        const sum = await client.get(configMaps, key);
        const value = Number(sum.data?.["value"]) + 1;
        const data = { ...sum.data, value: String(value), [identity]: String(turn) };
        await client.update(configMaps, { ...sum, data });
      }
    },
  };
}

/** One number, and what each process says it added last. */
export const adderRules: ChaosOptions = {
  objects: [{ ...configMap("0"), metadata: { namespace: "default", name: "sum" } }],
  users: [
    {
      resource: "configmaps",
      namespace: "default",
      names: ["other"],
      variants: [configMap("1"), configMap("2")],
    },
  ],
  invariants: [
    always("the sum only grows, by one", ({ commit, commits }) => {
      if (commit?.key !== key || commit.verb !== "update") return true;
      const before = commits.filter((each) => each.key === key).at(-2);
      const [old, now] = [before?.object, commit.object].map((object) =>
        Number((object as { data?: Record<string, string> } | undefined)?.data?.["value"] ?? 0),
      );
      return now === (old ?? 0) + 1 || `${now} comes after ${old}`;
    }),
    sometimes("two collide", ({ commits }) => new Set(commits.map(({ by }) => by)).size > 3),
  ],
  troubles: ["conflict", "slow-answers", "slow-requests", "write-failed", "lost-request"],
  settleMs: 30_000,
  seed: 1,
};
