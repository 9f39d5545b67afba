import { circle, group, label, line, type Mark, path, round } from "../marks/mark.ts";
import { widthOf } from "../marks/measure.ts";
import { type TimelinePlaces, timelineHeight } from "./timeline-layout.ts";

/** Two futures that are compared, as the timeline shows them. */
export interface Futures {
  readonly firstDifference: number | undefined;
  readonly converged: number | undefined;
  /** The trunk, and the names of its strands. */
  readonly braid: {
    readonly from: number;
    readonly names: readonly [asItWas: string, whatIf: string];
    readonly ids: readonly [string, string];
    readonly isWhatIfActive: boolean;
  };
}

/** Where two futures part and meet on a timeline, and below it their braid. */
export function futureMarks(places: TimelinePlaces, futures: Futures): readonly Mark[] {
  return [
    group("futures", {}, meetingFlags(places, futures)),
    group("braid", { class: "iv-braid" }, strands(places, futures)),
  ];
}

function meetingFlags(
  { xOf }: TimelinePlaces,
  { firstDifference, converged }: Futures,
): readonly Mark[] {
  return [
    ...(firstDifference === undefined
      ? []
      : [line("first", xOf(firstDifference), 2, xOf(firstDifference), 70, "iv-first-difference")]),
    ...(converged === undefined
      ? []
      : [line("converged", xOf(converged), 2, xOf(converged), 70, "iv-converged")]),
  ];
}

/** The run as a line that parts where the futures do, and is one again where they agree again; where they do not part, it stays one. */
function strands(
  { width, xOf }: TimelinePlaces,
  { braid, converged, firstDifference }: Futures,
): readonly Mark[] {
  const y = timelineHeight(false) + 25;
  const apart = Math.min(width - 40, Math.max(8, xOf(firstDifference ?? braid.from)));
  const end = width - 8;
  const meets = converged === undefined ? undefined : Math.max(apart + 30, xOf(converged));
  const bend = 16;
  const strand = (side: -1 | 1): string => {
    if (firstDifference === undefined) return `M8,${y}H${end}`;
    const level = y + side * 10;
    const out = `M8,${y}H${round(apart)}C${round(apart + bend)},${y} ${round(apart + bend * 0.4)},${level} ${round(apart + bend * 1.6)},${level}`;
    return meets === undefined || meets > end - bend * 2
      ? `${out}H${end}`
      : `${out}H${round(meets - bend)}C${round(meets)},${level} ${round(meets)},${y} ${round(meets + bend)},${y}H${end}`;
  };
  const [above, below] = braid.names;
  const left = Math.min(apart + bend * 2, Math.max(8, width - 8 - widthOf(below, 12, "sans")));
  const className = (isActive: boolean): string =>
    isActive ? "iv-strand-name iv-strong" : "iv-strand-name iv-muted";
  return [
    path("as-it-was", strand(-1), "iv-strand"),
    path("what-if", strand(1), "iv-strand iv-strand-what-if"),
    group("name-as-it-was", { "data-branch": braid.ids[0] }, [
      label("name", left, y - 13, above, className(!braid.isWhatIfActive)),
    ]),
    group("name-what-if", { "data-branch": braid.ids[1] }, [
      label("name", left, y + 24, below, className(braid.isWhatIfActive)),
    ]),
    ...(meets === undefined || meets > end - bend * 2
      ? []
      : [circle("meet", meets + bend, y, 4, "iv-meet")]),
  ];
}
