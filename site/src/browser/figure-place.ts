/** Where a reader stands in a figure: what the address keeps, and the other language opens at. */
export interface FigurePlace {
  readonly position: number;
  /** The futures that were made, in order: which fork, and where. */
  readonly forks: readonly { readonly id: string; readonly position: number }[];
}

/** Writes a place as `e=12&f=expire-watch@9`. */
export function formatPlace({ position, forks }: FigurePlace): string {
  const made = forks.map((fork) => `${fork.id}@${fork.position}`).join(",");
  return made === "" ? `e=${position}` : `e=${position}&f=${made}`;
}

/** Reads what {@link formatPlace} wrote; undefined when the fragment says something else. */
export function readPlace(fragment: string): FigurePlace | undefined {
  const values = new URLSearchParams(fragment.replace(/^#/, ""));
  const position = values.get("e") ?? "";
  if (!/^\d{1,7}$/.test(position)) return undefined;
  const forks = (values.get("f") ?? "").split(",").flatMap((text) => {
    const match = /^([a-z-]{1,40})@(\d{1,7})$/.exec(text);
    return match === null ? [] : [{ id: match[1] ?? "", position: Number(match[2]) }];
  });
  return { position: Number(position), forks: forks.slice(0, 3) };
}
