/** One of the forms that an Accept header names. */
export interface AcceptClause {
  readonly type: string;
  readonly subtype: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const noParameters: ReadonlyMap<string, string> = new Map();
/** Up to so many Go sorts by insertion. */
const insertedMax = 12;

/**
 * The clauses of an Accept header, best first. What is no clause is left out.
 *
 * @see github.com/munnerz/goautoneg ParseAccept
 */
export function parseAccept(header: string): readonly AcceptClause[] {
  const clauses = header.split(",").flatMap((text) => clauseOf(text.trim()));
  return clauses.length > insertedMax
    ? clauses.sort((a, b) => (isBetter(a, b) ? -1 : isBetter(b, a) ? 1 : 0))
    : inserted(clauses);
}

/**
 * Whether a route that writes some media types takes a header: it asks for one by its letters, however little it wants it.
 *
 * @see github.com/emicklei/go-restful route.go matchesAccept
 */
export function isRouted(accept: string, written: readonly string[]): boolean {
  return namesAnyOf(accept, ["*/*", ...written]);
}

/** Whether one of the media types of a header, without its parameters, is one of these to the letter. */
export function namesAnyOf(header: string, mediaTypes: readonly string[]): boolean {
  return header
    .split(",")
    .some((text) => mediaTypes.includes((text.split(";", 1)[0] ?? "").trim()));
}

/** Whether a clause takes a media type. */
export function takes({ type, subtype }: AcceptClause, mediaType: string): boolean {
  const [ownType, ownSubtype] = mediaType.split("/");
  if (type === "*" && subtype === "*") return true;
  return type === ownType && (subtype === ownSubtype || subtype === "*");
}

function clauseOf(text: string): readonly AcceptClause[] {
  const [name = "", ...rest] = text.split(";");
  const [first = "", second = "", ...more] = name.split("/");
  const type = first.trim();
  if (more.some((part) => part !== "") || more.length > 1) return [];
  if (second === "" && (type !== "*" || more.length > 0)) return [];
  const subtype = second === "" ? "*" : second.trim();
  if (rest.length === 0) return [{ type, subtype, parameters: noParameters, quality: 1 }];
  const parameters = new Map<string, string>();
  let quality = 1;
  for (const parameter of rest) {
    const [key = "", value = "", ...extra] = parameter.split("=");
    if (value === "" || extra.some((part) => part !== "") || extra.length > 1) continue;
    const token = key.trim();
    if (token === "q") quality = qualityOf(value);
    else parameters.set(token, value.trim());
  }
  return [{ type, subtype, parameters, quality }];
}

/** As a float of 32 bits; what is no number is none. */
function qualityOf(text: string): number {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Math.fround(Number(text)) : 0;
}

/** No order: of two clauses each may be better than the other. Which one wins is up to how they are sorted. */
function isBetter(a: AcceptClause, b: AcceptClause): boolean {
  if (a.quality > b.quality) return true;
  return (a.type !== "*" && b.type === "*") || (a.subtype !== "*" && b.subtype === "*");
}

function inserted(clauses: readonly AcceptClause[]): readonly AcceptClause[] {
  const sorted: AcceptClause[] = [];
  for (const clause of clauses) {
    let at = sorted.length;
    for (; at > 0; at--) {
      const before = sorted[at - 1];
      if (before === undefined || !isBetter(clause, before)) break;
    }
    sorted.splice(at, 0, clause);
  }
  return sorted;
}
