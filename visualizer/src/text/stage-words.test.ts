import { expect, test } from "vitest";
import { chinese } from "./chinese.ts";
import { knowEveryLanguage } from "./every-language.ts";
import { faultWords, reasonWords } from "./fault-words.ts";

const han = /\p{Script=Han}/u;
/** Said in no other way in Chinese texts on Kubernetes. */
const kept = new Set([
  "API",
  "apiserver",
  "FIFO",
  "DeltaFIFO",
  "RealFIFO",
  "NotFound",
  "410 Gone",
  "",
]);

test("the Chinese picture leaves no state, fault or reason in English", () => {
  knowEveryLanguage();
  const actions =
    "latency status expire reset close stall errorEvent bookmarks stale compact restart";
  const more = "loseResponse malformEvent dropEvent duplicateEvent reorderEvents";
  const reasons = "expired fault error timeout restart slow deleted very-short read-deadline";
  const { lanes, short, flavours, reflector, stages, wire, needles, words } = chinese.stage;
  const said = [
    ...`${actions} ${more}`.split(" ").map((action) => faultWords(action, "zh-CN")),
    ...reasons.split(" ").map((reason) => reasonWords(reason, "zh-CN")),
    ...[lanes, short, flavours, reflector, stages, wire, needles, words].flatMap((group) =>
      Object.values(group),
    ),
  ];
  expect(said.length).toBeGreaterThan(90);
  expect(said.filter((word) => !han.test(word) && !kept.has(word))).toEqual([]);
});
