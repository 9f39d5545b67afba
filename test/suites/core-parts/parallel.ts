import { parallelizeUntil } from "@informerlab/core";
import { resources } from "@informerlab/core/kinds";
import { always, type ChaosOptions, type ControllerUnderTest } from "@informerlab/test";
import { users } from "./users.ts";

const { configMaps } = resources.core.v1;
const workers = 3;
const pieces = 8;

/** Reads in pieces, several at a time, some of which fail: each once, never more at a time, and told when all are over. */
export function parallel(run: typeof parallelizeUntil = parallelizeUntil): ControllerUnderTest {
  return {
    name: "parallel",
    async start({ client, environment, sleep }) {
      for (let turn = 1; turn <= 12; turn++) {
        const begun: number[] = [];
        const signal = { aborted: false };
        let underWay = 0;
        let failed = 0;
        const chunkSize = 1 + (turn % 3);
        const work = run(environment, { workers, pieces, chunkSize, signal }, async (piece) => {
          if (signal.aborted) throw new Error(`piece ${piece} begins after the end`);
          begun.push(piece);
          underWay += 1;
          if (underWay > workers) throw new Error(`${underWay} pieces are worked on at once`);
          if (turn % 4 === 0 && piece === 3) signal.aborted = true;
          try {
            await client.get(configMaps, `default/${piece % 2 === 0 ? "a" : "c"}`);
          } catch (error) {
            failed += 1;
            throw error;
          } finally {
            underWay -= 1;
          }
        });
        const told = await work.then(
          () => 0,
          (error: unknown) => (error instanceof AggregateError ? error.errors.length : 1),
        );
        if (underWay > 0) throw new Error(`it is over, and ${underWay} pieces are not`);
        if (told !== failed) throw new Error(`${failed} pieces failed, and ${told} are told`);
        // Each worker begins with the first piece of a chunk.
        const firsts = begun.slice(0, workers);
        if (firsts.some((piece, worker) => piece !== worker * chunkSize))
          throw new Error(`with ${chunkSize} in a chunk, ${firsts.join()} are begun first`);
        const once = new Set(begun);
        if (once.size !== begun.length) throw new Error(`pieces ${begun.join()} are begun`);
        if (!signal.aborted && once.size !== pieces)
          throw new Error(`only ${begun.join()} are begun`);
        await sleep(300);
      }
    },
  };
}

/** What must hold is asked by the program itself. */
export const parallelRules: ChaosOptions = {
  users,
  invariants: [always("nothing else", () => true)],
  settleMs: 60_000,
  seed: 1,
};
