import type { ActionKind } from "./context.ts";
import { faults } from "./faults.ts";
import { programs } from "./programs.ts";
import { waits } from "./waits.ts";

/** Writes of a program, whose requests nobody sees who does not speak HTTP. */
const ownWrites: ReadonlySet<string> = new Set(["scaled-under-expectations", "writes-in-trouble"]);
/** A server that names a time: only in the head of an HTTP answer can it be read. */
const askedToWait: ReadonlySet<string> = new Set([
  "list-retry-after",
  "asked-to-wait-for-long",
  "refused-for-a-while",
  "stopped-while-asked-to-wait",
]);

/** What only programs that speak HTTP can get wrong: with any other way to the server it is half of what it is. */
export function httpKinds(isCalm: boolean): readonly ActionKind[] {
  return Object.entries({ ...faults, ...waits, ...programs })
    .filter(([name]) => ownWrites.has(name) || (!isCalm && askedToWait.has(name)))
    .map(([, kind]) => kind);
}
