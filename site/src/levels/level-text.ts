import type { Goal } from "@informerlab/test";
import { filled } from "../browser/broken-rules.ts";
import type { LevelMessages } from "../text/message-types.ts";
import type { Breach, LevelVerdict } from "./judge-level.ts";

/** What is said of a try: whether it is reached, how near it is, and what is not allowed. */
export function verdictText(
  { measure, is, value }: Goal,
  { found, isMet, breaches }: LevelVerdict,
  text: LevelMessages,
): string {
  const shown = (amount: number): string =>
    String(measure === "wrongMs" ? Math.round(amount / 100) / 10 : amount);
  const name = text.measures[measure];
  const wanted = filled(text[is], { value: shown(value) });
  const state = filled(text.near, { name, found: shown(found), wanted });
  const isReached = isMet && breaches.length === 0;
  const verdict = isReached ? text.reached : isMet ? text.metOtherwise : text.notYet;
  return [verdict, state, ...breaches.map((breach) => breachText(breach, text))].join(" ");
}

function breachText(breach: Breach, text: LevelMessages): string {
  const { id, ...values } = breach;
  return filled(text.breaches[id], values);
}
