import type { Goal } from "@informerlab/test";
import { filled } from "../browser/broken-rules.ts";
import type { LevelMessages } from "../text/message-types.ts";
import { type Breach, isReached, type LevelVerdict } from "./level-verdict.ts";

/** What is said of a try: whether it is reached, how near it is, and what is not allowed. */
export function verdictText(
  { measure, is, value }: Goal,
  result: LevelVerdict,
  text: LevelMessages,
): string {
  const { found, isMet, breaches } = result;
  const shown = (amount: number): string =>
    String(measure === "wrongMs" ? Math.round(amount / 100) / 10 : amount);
  const name = text.measures[measure];
  const wanted = filled(text[is], { value: shown(value) });
  const state = filled(text.near, { name, found: shown(found), wanted });
  const verdict = isReached(result) ? text.reached : isMet ? text.metOtherwise : text.notYet;
  return [verdict, state, ...breaches.map((breach) => breachText(breach, text))].join(" ");
}

function breachText(breach: Breach, text: LevelMessages): string {
  const { id, ...values } = breach;
  return filled(text.breaches[id], values);
}
