import { isObject, type Json, type JsonObject } from "../transcripts/fixture.ts";
import type { Reply } from "./server.ts";

/** What of an answer is compared. */
export interface Answer {
  readonly code: number;
  readonly warnings: readonly string[];
  /** Of a refusal: why, in one word. */
  readonly reason?: string;
  /** Of a refusal: type, field and message of each cause, sorted. */
  readonly causes?: readonly (readonly [string, string, string])[];
  readonly message?: string;
  /** Of a success: the object, without what is of this run only. */
  readonly object?: Json;
}

/** How far two answers agree: not, in code, in all that programs read, or in every letter. */
export type Grade = 0 | 1 | 2 | 3;

/** How far two answers agree. */
export function grade(real: Answer, own: Answer): Grade {
  if (real.code !== own.code) return 0;
  const outline = ({ reason, causes, warnings }: Answer): string =>
    JSON.stringify([reason, causes?.map(([type, field]) => [type, field]), warnings]);
  if (outline(real) !== outline(own)) return 1;
  const whole = ({ message, causes, object }: Answer): string =>
    JSON.stringify([inAnyOrder(message), causes, object ?? null]);
  return whole(real) === whole(own) ? 3 : 2;
}

/** A list of errors has the order of Go's maps, which is none, where they are about members of one. */
function inAnyOrder(message = ""): readonly string[] {
  return message.split(/\[|\]|, /).sort();
}

/** What of a reply is compared; `sent` is what was sent: what stands in it is no accident of the run. */
export function toAnswer({ code, body, warnings }: Reply, sent: string): Answer {
  const settle = (text: string): string => withoutAccidents(text, sent);
  const basics = { code, warnings: [...warnings].sort().map(settle) };
  if (!isObject(body)) return { ...basics, message: settle(String(body)) };
  if (code < 300)
    return { ...basics, object: JSON.parse(settle(JSON.stringify(stable(body)))) as Json };
  const details = isObject(body["details"]) ? body["details"] : {};
  const causes = (Array.isArray(details["causes"]) ? details["causes"] : []) as JsonObject[];
  return {
    ...basics,
    reason: String(body["reason"] ?? ""),
    message: settle(String(body["message"] ?? "")),
    causes: causes
      .map(({ reason, field, message }): [string, string, string] => [
        String(reason ?? ""),
        String(field ?? ""),
        settle(String(message ?? "")),
      ])
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}

const accidents: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "(uid)"],
  // Rules name types of schemas by the time.
  [/\bselfType\d+/g, "selfType"],
  [/\b10\.96\.\d+\.\d+\b/g, "10.96.x.x"],
  [/(?<=resourceVersion\\*":\\*")\d+/g, "(version)"],
  [/(?<=ResourceVersion in record \()\d+/g, "(version)"],
  [/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "(time)"],
  [/(?<="n?o?d?e?(?:healthCheckN|N)?odePort\\*":)3\d{4}\b/gi, "0"],
];

function withoutAccidents(text: string, sent: string): string {
  const prefix = /"generateName":"([^"\\]+)"/.exec(sent)?.[1];
  const generated = prefix === undefined ? text : withoutSuffix(text, prefix);
  return accidents.reduce(
    (settled, [pattern, name]) =>
      settled.replaceAll(pattern, (found) => (sent.includes(found) ? found : name)),
    generated,
  );
}

/** Names that the server made up. */
function withoutSuffix(text: string, prefix: string): string {
  const start = prefix.slice(0, 58);
  return text
    .split(start)
    .map((part, i) =>
      i === 0 ? part : part.replace(/^[bcdfghjklmnpqrstvwxz2456789]{5}(?=\W)/, "(generated)"),
    )
    .join(start);
}

function stable(body: JsonObject): JsonObject {
  if (!isObject(body["metadata"])) return body;
  const { resourceVersion: _, managedFields, ...metadata } = body["metadata"];
  return {
    ...body,
    metadata: managedFields === undefined ? metadata : { ...metadata, managedFields },
  };
}
