import { drawingKit, type GlyphKind } from "@informerlab/visualizer";
import type { Language } from "../config/languages.ts";
import { reflectorStates, type Station, stations, steps, words } from "./poster-text.ts";
import { type Drawn, line, paragraph, round, widthOf } from "./svg.ts";

interface Place {
  readonly x: number;
  readonly width: number;
}

const card = { gap: 26, wire: 64, top: 34, height: 370, padding: 14 } as const;
const drawing = { top: 78, height: 88 } as const;
const small = { size: 13.5, leading: 1.38 } as const;

/** The line from the server to the worker, in a width: its parts, what joins them, and the numbers of one object's way. */
export function drawLine(x: number, y: number, width: number, language: Language): Drawn {
  const places = placesOf(x, width);
  const top = y + card.top;
  const middle = top + drawing.top + drawing.height / 2;
  return {
    svg: [
      ...brackets(places, y, language),
      ...stations.map((station, index) =>
        drawStation(station, placeAt(places, index), top, language),
      ),
      ...joints(places, middle, language),
      ...wayBack(places, top + card.height, language),
      ...numbers(places, top, middle),
    ].join(""),
    bottom: top + card.height + 50,
  };
}

function placesOf(x: number, width: number): readonly Place[] {
  const room = width - card.wire - (stations.length - 2) * card.gap;
  const each = room / stations.length;
  return stations.map((_, index) => ({
    x: x + index * (each + card.gap) + (index > 0 ? card.wire - card.gap : 0),
    width: each,
  }));
}

/** Whose part of the line it is. */
function brackets(places: readonly Place[], y: number, language: Language): readonly string[] {
  const groups = [
    [words.cluster, 0, 0],
    [words.informer, 1, 4],
    [words.controller, 5, 6],
  ] as const;
  return groups.map(([name, from, to]) => {
    const left = placeAt(places, from).x;
    const last = placeAt(places, to);
    const right = last.x + last.width;
    return `<path class="bracket" d="M${round(left)},${y + 26}v-8H${round(right)}v8"/>${line(left, y + 10, name[language], { size: 14, name: "strong" })}`;
  });
}

function drawStation(station: Station, place: Place, top: number, language: Language): string {
  const { x, width } = place;
  const inner = x + card.padding;
  const room = width - 2 * card.padding;
  const name =
    language === "zh-CN" && station.chinese !== undefined ? station.chinese : station.name;
  const also = name === station.name ? "" : station.name;
  const does = paragraph(inner, top + 188, room, station.does[language], small);
  const promiseTop = top + 282;
  const promise = paragraph(inner, promiseTop + 25, room, station.promises[language], {
    ...small,
    name: "ink",
  });
  if (does.bottom > promiseTop - 18 || promise.bottom > top + card.height - 10)
    throw new Error(`${station.name}: the text is too long for its card in ${language}`);
  return [
    `<rect x="${round(x)}" y="${top}" width="${round(width)}" height="${card.height}" rx="10" class="card"/>`,
    line(inner, top + 30, name, { size: 19, name: "strong" }),
    line(inner, top + 50, station.note?.[language] ?? also, { size: 12, name: "quiet" }),
    `<g transform="translate(${round(x + width / 2)},${top + drawing.top + drawing.height / 2})">${drawings[station.id]?.(room, language) ?? ""}</g>`,
    does.svg,
    `<path class="hair" d="M${round(inner)},${promiseTop - 12}h${round(room)}"/>`,
    line(inner, promiseTop + 6, words.promises[language], { size: 11.5, name: "accent strong" }),
    promise.svg,
  ].join("");
}

/** What is inside each part, around its middle, in a width. */
const drawings: Readonly<Record<string, (room: number, language: Language) => string>> = {
  apiserver: () =>
    `<path class="rail" d="M-76,24H76m-6,-4l6,4l-6,4"/>${(
      ["added", "updated", "added", "deleted"] as const
    )
      .map(
        (kind, index) =>
          `${glyphAt(kind, -57 + index * 36, -2, 22)}${line(-57 + index * 36, 42, String(4 + index), { size: 12, name: "mono quiet" }, "middle")}`,
      )
      .join("")}`,
  reflector: (_room, language) =>
    [
      chip(-44, -30, 66, reflectorStates.list[language]),
      chip(44, -30, 66, reflectorStates.watch[language]),
      `<path class="arrow" d="M-10,-30H7"/>`,
      `<path class="arrow" d="M64,-16v14a6,6 0 0,1 -6,6H36a6,6 0 0,1 -6,-6v-12"/>`,
      line(24, 4, reflectorStates.resume[language], { size: 12, name: "ink" }, "end"),
      `<path class="arrow bad-line" d="M76,-18V32a6,6 0 0,1 -6,6H-64a6,6 0 0,1 -6,-6V-15"/>`,
      line(4, 32, reflectorStates.gone[language], { size: 12, name: "bad strong" }, "middle"),
    ].join(""),
  queue: () =>
    [
      ...["n1", "n2", "n3"].map((key, index) => {
        const y = -28 + index * 28;
        const kinds = [["added", "updated"], ["tombstone"], ["replaced"]][
          index
        ] as readonly GlyphKind[];
        return `<rect x="-72" y="${y - 12}" width="144" height="24" rx="5" class="row"/>${line(-62, y + 4.5, key, { size: 12, name: "mono" })}${kinds.map((kind, place) => glyphAt(kind, -22 + place * 26, y, 18)).join("")}`;
      }),
    ].join(""),
  indexer: () =>
    ["n1", "n2", "n3"]
      .map((key, index) => {
        const y = -28 + index * 28;
        return `<rect x="-72" y="${y - 12}" width="144" height="24" rx="5" class="row"/>${line(-62, y + 4.5, key, { size: 12, name: "mono strong" })}<rect x="24" y="${y - 8}" width="38" height="16" rx="8" class="pill"/>${line(43, y + 4.5, `@${7 - index}`, { size: 11.5, name: "mono" }, "middle")}`;
      })
      .join(""),
  handlers: () =>
    [-22, 22]
      .map(
        (y, index) =>
          `<rect x="-72" y="${y - 15}" width="100" height="30" rx="15" class="row"/>${[0, 1, 2]
            .slice(index === 0 ? 2 : 0)
            .map((place) => glyphAt("added", -55 + place * 28, y, 18))
            .join(
              "",
            )}<path class="arrow" d="M30,${y}H42"/><rect x="46" y="${y - 15}" width="30" height="30" rx="6" class="row"/><text x="61" y="${y + 6}" class="p function" text-anchor="middle">f</text>`,
      )
      .join(""),
  workqueue: () =>
    `${["n1", "n4", "n2"]
      .map((key, index) => keyAt(-50 + index * 50, -10, key, index === 2 ? "row dashed" : "row"))
      .join("")}<path class="arrow" d="M-72,22H66"/>`,
  workers: () =>
    `<circle cx="0" cy="-6" r="32" class="row"/><path class="arrow" d="M-17,-15a20,20 0 0,1 33,-2"/><path class="arrow" d="M17,3a20,20 0 0,1 -33,2"/>${keyAt(0, -6, "n1", "row", 30)}`,
};

function glyphAt(kind: GlyphKind, x: number, y: number, size: number): string {
  return `<g transform="translate(${x},${y})">${drawingKit.glyph(kind, size)}</g>`;
}

function keyAt(x: number, y: number, key: string, name: string, width = 40): string {
  return `<rect x="${x - width / 2}" y="${y - 12}" width="${width}" height="24" rx="5" class="${name}"/>${line(x, y + 4.5, key, { size: 12, name: "mono strong" }, "middle")}`;
}

function chip(x: number, y: number, width: number, text: string): string {
  return `<rect x="${x - width / 2}" y="${y - 13}" width="${width}" height="26" rx="13" class="chip"/>${line(x, y + 4.5, text, { size: 13, name: "strong ink" }, "middle")}`;
}

/** Arrows from part to part; from the server the watch comes over the network. */
function joints(places: readonly Place[], middle: number, language: Language): readonly string[] {
  return places.slice(1).flatMap((place, index) => {
    const before = placeAt(places, index);
    const from = before.x + before.width;
    if (index > 0)
      return [`<path class="joint" d="M${round(from + 4)},${middle}H${round(place.x - 5)}"/>`];
    return [
      line(
        from + card.wire / 2,
        middle - 34,
        reflectorStates.list[language],
        { size: 12, name: "quiet" },
        "middle",
      ),
      `<path class="ask" d="M${round(place.x - 5)},${middle - 26}H${round(from + 6)}"/>`,
      `<path class="joint" d="M${round(from + 4)},${middle}H${round(place.x - 5)}"/>`,
      line(
        from + card.wire / 2,
        middle + 20,
        reflectorStates.watch[language],
        { size: 12, name: "quiet" },
        "middle",
      ),
    ];
  });
}

/** Below the line: the worker reads the copy and writes to the server. */
function wayBack(places: readonly Place[], bottom: number, language: Language): readonly string[] {
  const middleOf = ({ x, width }: Place): number => x + width / 2;
  const [first, copy, last] = [0, 3, 6].map((index) => placeAt(places, index)) as [
    Place,
    Place,
    Place,
  ];
  const [server, store, worker] = [first, copy, last].map(middleOf) as [number, number, number];
  return [
    `<path class="reads" d="M${round(store)},${bottom + 4}v14H${round(worker - 24)}v-13"/>`,
    `<rect x="${round((store + worker) / 2 - 62)}" y="${bottom + 9}" width="124" height="18" class="paper"/>`,
    line(
      (store + worker) / 2,
      bottom + 22,
      words.reads[language],
      { size: 12.5, name: "quiet" },
      "middle",
    ),
    `<path class="back" d="M${round(worker + 24)},${bottom + 4}V${bottom + 40}H${round(server)}V${bottom + 6}"/>`,
    `<rect x="${round(server + 200)}" y="${bottom + 31}" width="${round(widthOf(words.writes[language], 12.5) + 24)}" height="18" class="paper"/>`,
    line(server + 212, bottom + 44.5, words.writes[language], { size: 12.5, name: "quiet" }),
  ];
}

/** The steps of one object's way, where they happen. */
function numbers(places: readonly Place[], top: number, middle: number): readonly string[] {
  const [first, second, last] = [0, 1, 6].map((index) => placeAt(places, index)) as [
    Place,
    Place,
    Place,
  ];
  return steps.map(({ at }, index) => {
    const station = stations.findIndex(({ id }) => id === at);
    if (station >= 0) {
      const { x, width } = placeAt(places, station);
      return number(x + width - 22, top + 24, index + 1);
    }
    return at === "wire"
      ? number((first.x + first.width + second.x) / 2, middle + 44, index + 1)
      : number(last.x + last.width / 2 + 24, top + card.height + 40, index + 1);
  });
}

/** A step's number in a disk. */
export function number(x: number, y: number, value: number): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="11" class="disk"/>${line(x, y + 4.6, String(value), { size: 13, name: "on-disk strong" }, "middle")}`;
}

function placeAt(places: readonly Place[], index: number): Place {
  const place = places[index];
  if (place === undefined) throw new RangeError(`the line has no part ${index}`);
  return place;
}
