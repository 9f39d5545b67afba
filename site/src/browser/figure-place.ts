/** A future that a reader made: which fork, where, and in which of the futures made before it (1 is the first). */
export interface MadeFork {
  readonly id: string;
  readonly position: number;
  /** Absent: in the original run. */
  readonly from?: number;
}

/** Where a reader stands in a figure: what the address keeps, and the other language opens at. */
export interface FigurePlace {
  readonly position: number;
  /** The futures that were made, in order. */
  readonly forks: readonly MadeFork[];
  /** Which of them steps, 0 being the original run. @defaultValue the last one */
  readonly active?: number;
}

const forksMax = 8;

/** Writes a place as `e=12&f=expire-watch@9,cut-watch@40~1&b=1`: the second fork was made in the first, and that one steps. */
export function formatPlace({ position, forks, active }: FigurePlace): string {
  const made = forks.map(({ id, position: at, from }) => {
    const origin = from === undefined || from === 0 ? "" : `~${from}`;
    return `${id}@${at}${origin}`;
  });
  const place = [`e=${position}`];
  if (made.length > 0) place.push(`f=${made.join(",")}`);
  if (made.length > 0 && active !== undefined && active !== made.length) place.push(`b=${active}`);
  return place.join("&");
}

/** Reads what {@link formatPlace} wrote; undefined when the fragment says something else. */
export function readPlace(fragment: string): FigurePlace | undefined {
  const values = new URLSearchParams(fragment.replace(/^#/, ""));
  const position = values.get("e") ?? "";
  if (!/^\d{1,7}$/.test(position)) return undefined;
  const forks: MadeFork[] = [];
  for (const text of (values.get("f") ?? "").split(",").slice(0, forksMax)) {
    const match = /^([a-z-]{1,40})@(\d{1,7})(?:~(\d))?$/.exec(text);
    const from = Number(match?.[3] ?? 0);
    if (match === null || from > forks.length) break;
    const fork = { id: match[1] ?? "", position: Number(match[2]) };
    forks.push(from === 0 ? fork : { ...fork, from });
  }
  const active = /^\d$/.exec(values.get("b") ?? "")?.[0];
  const isThere = active !== undefined && Number(active) < forks.length;
  return { position: Number(position), forks, ...(isThere ? { active: Number(active) } : {}) };
}
