import {
  type Box,
  circle,
  group,
  label,
  line,
  type Mark,
  placed,
  rect,
  ring,
} from "../layout/marks/mark.ts";
import { fitText, widthOf } from "../layout/marks/measure.ts";
import {
  countsOf,
  type Fleet,
  type FleetBin,
  type Member,
  type MemberState,
} from "../model/runs/fleet.ts";

/** Words of the drawing, in the reader's language. */
export type FleetWords = Readonly<
  Record<MemberState | keyof FleetBin | "title" | "load" | "made", string>
>;

const states: readonly MemberState[] = ["watching", "opening", "listing", "waiting", "stopped"];
const kinds: readonly (keyof FleetBin)[] = ["watches", "lists", "refused"];
const headHeight = 44;
const loadHeight = 132;
const cell = { width: 104, height: 38 } as const;

/** All informers of a run, one cell each, and below them what the apiserver had to do in the last seconds. */
export function fleetMarks(fleet: Fleet, box: Box, words: FleetWords): readonly Mark[] {
  const inside = { ...box, x: box.x + 12, width: box.width - 24 };
  const bottom = Math.min(loadHeight, box.height * 0.45);
  return [
    group("fleet", { class: "iv-fleet" }, [
      rect("frame", box, "iv-panel", 10),
      ...headMarks(fleet, inside, words),
      ...memberMarks(fleet.members, {
        ...inside,
        y: box.y + headHeight,
        height: box.height - headHeight - bottom - 6,
      }),
      ...loadMarks(fleet, { ...inside, y: box.y + box.height - bottom, height: bottom }, words),
    ]),
  ];
}

/** A sign, and the gap after its words. */
const signWidth = 40;

function rowWidth(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + signWidth + widthOf(text, 12, "sans"), 0);
}

function headMarks(fleet: Fleet, box: Box, words: FleetWords): readonly Mark[] {
  const counts = countsOf(fleet);
  const shown = states.filter((state) => counts[state] > 0);
  const wordsOf = (state: MemberState): string => `${counts[state]} ${words[state]}`;
  const isRoomy = rowWidth(shown.map(wordsOf)) <= box.width;
  let x = box.x;
  const sign = (state: MemberState): Mark => {
    const text = isRoomy ? wordsOf(state) : String(counts[state]);
    const at = x;
    x += signWidth + widthOf(text, 12, "sans");
    return group(`count-${state}`, {}, [
      placed(`sign`, at + 9, box.y + 31, [stateGlyph(state, 0.7)]),
      label("words", at + 24, box.y + 35, text, "iv-small"),
    ]);
  };
  return [
    label("title", box.x, box.y + 16, `${fleet.members.length} ${words.title}`, "iv-lane-title"),
    label("made", box.x + box.width, box.y + 16, `▤ ${words.made}`, "iv-small iv-muted", "end"),
    ...shown.map(sign),
  ];
}

/** The shape tells the state; the colour says it once more. */
function stateGlyph(state: MemberState, left: number): Mark {
  switch (state) {
    case "watching":
      return group("watching", { class: "iv-added" }, [circle("dot", 0, 0, 8, "iv-shape")]);
    case "opening":
      return group("opening", { class: "iv-sync" }, [circle("dot", 0, 0, 7, "iv-shape")]);
    case "listing":
      return group("listing", { class: "iv-list" }, [
        rect("sheet", { x: -6, y: -8, width: 12, height: 16 }, "iv-shape", 1),
      ]);
    case "waiting":
      return group("waiting", {}, [
        circle("track", 0, 0, 7, "iv-ring-track"),
        ring("left", 7, left, "iv-ring"),
      ]);
    case "stopped":
      return line("stopped", -7, 0, 7, 0, "iv-wire iv-wire-closed");
  }
}

function memberMarks(members: readonly Member[], box: Box): readonly Mark[] {
  const rowsMax = Math.max(1, Math.floor(box.height / 24));
  const columns = Math.max(
    Math.min(members.length, Math.max(1, Math.floor(box.width / cell.width))),
    Math.ceil(members.length / rowsMax),
  );
  const rows = Math.ceil(members.length / columns);
  const width = box.width / columns;
  const height = Math.min(cell.height, box.height / rows);
  return members.map(({ name, state, left = 0, lists }, index) => {
    const x = box.x + (index % columns) * width;
    const y = box.y + Math.floor(index / columns) * height;
    const isAsking = state === "listing" || state === "opening";
    const room = width - 40;
    return group(`member-${name}`, { class: "iv-item", "data-overlay": `fleet:${name}` }, [
      rect(
        "cell",
        { x: x + 1, y: y + 1, width: width - 4, height: height - 4 },
        isAsking ? "iv-row iv-now" : "iv-row",
        5,
      ),
      placed("state", x + 15, y + height / 2 - 1, [stateGlyph(state, left)]),
      ...(room < 14
        ? []
        : [label("name", x + 30, y + height / 2 + 3, fitText(name, room), "iv-mono")]),
      ...(room < 60 || lists < 1
        ? []
        : [
            label(
              "lists",
              x + width - 10,
              y + height / 2 + 3,
              `▤${lists}`,
              "iv-mono iv-muted",
              "end",
            ),
          ]),
    ]);
  });
}

function loadMarks({ bins, peak }: Fleet, box: Box, words: FleetWords): readonly Mark[] {
  // What is dear stands on the floor, what is cheap hangs below it.
  const high = (box.height - 34) / 2;
  const floor = box.y + box.height - 8 - high;
  const width = box.width / bins.length;
  const legendY = box.y + 14;
  const titleWidth = widthOf(words.load, 12, "sans") + 20;
  const hasTitle = titleWidth + rowWidth(kinds.map((kind) => words[kind])) <= box.width;
  let x = box.x + (hasTitle ? titleWidth : 0);
  const legend = kinds.map((kind): Mark => {
    const at = x;
    x += (hasTitle ? signWidth : 26) + widthOf(words[kind], 12, "sans");
    return group(`legend-${kind}`, {}, [
      bar("sign", kind, { x: at, y: legendY - 10, width: 12, height: 11 }),
      label("words", at + 18, legendY, words[kind], "iv-small"),
    ]);
  });
  return [
    line("rule", box.x, box.y - 2, box.x + box.width, box.y - 2, "iv-hair"),
    ...(hasTitle ? [label("load", box.x, legendY, words.load, "iv-small iv-strong")] : []),
    ...legend,
    line("floor", box.x, floor, box.x + box.width, floor, "iv-tick"),
    ...bins.flatMap((bin, index) => {
      let top = floor;
      return kinds.flatMap((kind) => {
        const height = (bin[kind] / peak) * high;
        if (height === 0) return [];
        if (kind !== "watches") top -= height;
        const y = kind === "watches" ? floor : top;
        const place = { x: box.x + index * width + 2, y, width: width - 4, height };
        return [bar(`bar-${index}-${kind}`, kind, place)];
      });
    }),
  ];
}

const barClasses: Readonly<Record<keyof FleetBin, string>> = {
  watches: "iv-sync",
  lists: "iv-list",
  refused: "iv-tombstone",
};

function bar(id: string, kind: keyof FleetBin, box: Box): Mark {
  return group(id, { class: barClasses[kind] }, [rect("bar", box, "iv-shape", 1)]);
}
