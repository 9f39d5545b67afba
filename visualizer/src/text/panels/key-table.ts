import type { PanelWord } from "./panel-words.ts";

/** Keys as people see them, each with the word that explains it. */
export const keyTable: readonly (readonly [keys: string, word: PanelWord])[] = [
  ["Space  k", "kb.play"],
  ["→  ←", "kb.step"],
  ["Shift →  Shift ←", "kb.beat"],
  [".  ,", "kb.line"],
  ["Home  End", "kb.ends"],
  ["]  [", "kb.object"],
  ["n  p", "kb.trouble"],
  ["1 … 8", "kb.lane"],
  ["0 … 9", "kb.answer"],
  ["↑  ↓", "kb.rows"],
  ["Enter", "kb.select"],
  ["+  −  0", "kb.zoom"],
  ["Shift W A S D", "kb.pan"],
  ["g", "kb.go"],
  ["f", "kb.fork"],
  ["c", "kb.compare"],
  ["b", "kb.bookmark"],
  ["w", "kb.why"],
  ["t", "kb.table"],
  ["v", "kb.code"],
  ["l", "kb.language"],
  ["m", "kb.motion"],
  ["?", "kb.help"],
  ["Esc", "kb.escape"],
];
