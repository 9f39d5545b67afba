import {
  isObject,
  type Json,
  type JsonObject,
  type RecordedStep,
  type Transcript,
} from "./fixture.ts";

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
/** Scripts only send times before 2025; whatever is later was made by a server. */
const time = /\b20(?:2[5-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const date = /^20(?:2[5-9]|[3-9]\d)-\d\d-\d\d$/;
const httpTime = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g;
const clusterAddress = /\b10\.96\.\d+\.\d+\b/g;
const age = /^(?:\d+[ydhms])+$/;
const ageInYaml = /^(\s*- )(?:\d+[ydhms])+$/gm;
const continueToken = /eyJ2IjoibWV0YS5rOHMuaW8vdjEi[A-Za-z0-9_-]+/g;
const revisionsInText: readonly RegExp[] = [
  /(resourceVersion\\*": ?\\*")(\d+)/g,
  /(resourceVersion: \\?"?)(\d+)/g,
  /(resourceVersion=)(\d+)/g,
  /(too old resource version: )(\d+)/g,
  /(too old resource version: \S+ \()(\d+)/g,
  /([Tt]oo large resource version: )(\d+)/g,
  /(, current: )(\d+)/g,
  /(ResourceVersion in (?:the )?(?:precondition|record) \()(\d+)/g,
];
const suffix = "[bcdfghjklmnpqrstvwxz2456789]{5}";
const tokenVolume = new RegExp(`kube-api-access-${suffix}`, "g");
/** Generated names are made of at most so much of their prefix. */
const prefixLengthMax = 58;
const droppedHeaders = new Set([
  "audit-id",
  "x-kubernetes-pf-flowschema-uid",
  "x-kubernetes-pf-prioritylevel-uid",
  "content-length",
]);
const droppedMembers = new Set(["elapsedMs", "timing", "bodyBytes", "gzipBytes"]);

/** The transcript with everything that differs from run to run replaced by names: `$rv3`, `$uid1`, `$time` … */
export function normalize(transcript: Transcript): readonly RecordedStep[] {
  const steps = transcript.steps as unknown as Json;
  return new Normalizer(steps).value(steps) as unknown as readonly RecordedStep[];
}

class Normalizer {
  readonly #revisions = new Map<number, string>();
  readonly #generatedNames = new Map<string, string>();
  readonly #prefixes = new Set<string>();
  readonly #uids = new Map<string, string>();
  readonly #addresses = new Map<string, string>();

  constructor(document: Json) {
    const revisions = new Set<number>();
    this.#collect(document, revisions);
    for (const [index, revision] of [...revisions].sort((a, b) => a - b).entries()) {
      this.#revisions.set(revision, `$rv${index + 1}`);
    }
  }

  value(value: Json): Json {
    if (typeof value === "string") return this.#text(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.value(item));
    return isObject(value) ? this.#object(value) : value;
  }

  #collect(value: Json, revisions: Set<number>): void {
    if (typeof value === "string") {
      this.#collectFromText(value, revisions);
    } else if (Array.isArray(value)) {
      for (const item of value as readonly Json[]) this.#collect(item, revisions);
    } else if (isObject(value)) {
      this.#collectGeneratedName(value);
      for (const [name, member = null] of Object.entries(value)) {
        if (name === "resourceVersion") addRevision(revisions, member);
        this.#collect(member, revisions);
      }
    }
  }

  #collectGeneratedName({ generateName, name }: JsonObject): void {
    if (typeof generateName !== "string" || generateName === "") return;
    const prefix = generateName.slice(0, prefixLengthMax);
    this.#prefixes.add(prefix);
    if (typeof name !== "string" || this.#generatedNames.has(name)) return;
    if (!new RegExp(`^${escapeRegExp(prefix)}${suffix}$`).test(name)) return;
    this.#generatedNames.set(name, `${prefix}$gen${this.#generatedNames.size + 1}`);
  }

  #collectFromText(text: string, revisions: Set<number>): void {
    for (const pattern of revisionsInText) {
      for (const match of text.matchAll(pattern)) addRevision(revisions, match[2] ?? "");
    }
    for (const [token] of text.matchAll(continueToken)) {
      const revision = readToken(token)?.["rv"];
      if (typeof revision === "number" && revision > 0) revisions.add(revision);
    }
  }

  #object(object: JsonObject): JsonObject {
    const members = Object.entries(object).flatMap(([name, value]): [string, Json][] =>
      value === undefined || droppedMembers.has(name)
        ? []
        : [[this.#memberName(name), this.#member(name, value, object)]],
    );
    return Object.fromEntries(members);
  }

  #memberName(name: string): string {
    return name.search(uuid) < 0 ? name : this.#text(name);
  }

  #member(name: string, value: Json, parent: JsonObject): Json {
    if (name === "headers" && isObject(value)) return this.#headers(value);
    if (name === "bodyOmitted") return "omitted";
    if (name === "managedFields" && Array.isArray(value)) {
      return this.value([...(value as readonly JsonObject[])].sort(byOwner));
    }
    if (name === "cells" && Array.isArray(value)) {
      return value.map((cell: Json) =>
        typeof cell === "string" && age.test(cell) ? "$age" : this.value(cell),
      );
    }
    const isRevision =
      name === "resourceVersion" ||
      (name === "value" && String(parent["from"] ?? "").endsWith("resourceVersion"));
    if (isRevision && typeof value === "string" && /^\d+$/.test(value)) {
      return this.#revisions.get(Number(value)) ?? value;
    }
    return this.value(value);
  }

  #headers(headers: JsonObject): Json {
    const kept = Object.entries(headers).filter(
      ([name]) => !droppedHeaders.has(name.toLowerCase()),
    );
    return Object.fromEntries(
      kept.map(([name, value]) => {
        const isHash = ["etag", "if-none-match", "location"].includes(name.toLowerCase());
        return [name, isHash ? "$etag" : this.value(value ?? null)];
      }),
    );
  }

  #text(text: string): string {
    let result = text.replace(continueToken, (token) => {
      const parts = readToken(token);
      if (parts === undefined) return token;
      const revision = this.#revisions.get(Number(parts["rv"])) ?? String(parts["rv"]);
      return `$continue(${revision},${String(parts["start"] ?? "").replaceAll("\u0000", "\\0")})`;
    });
    for (const pattern of revisionsInText) {
      result = result.replace(
        pattern,
        (_all, before: string, digits: string) =>
          before + (this.#revisions.get(Number(digits)) ?? digits),
      );
    }
    result = result
      .replace(uuid, (uid) => named(this.#uids, uid, "$uid"))
      .replace(time, "$time")
      .replace(httpTime, "$time")
      .replace(date, "$date")
      .replace(tokenVolume, "kube-api-access-$gen")
      .replace(clusterAddress, (address) => named(this.#addresses, address, "$ip"));
    for (const [name, replacement] of this.#generatedNames) {
      result = result.replaceAll(name, replacement);
    }
    for (const prefix of this.#prefixes) {
      const generated = new RegExp(`(?<![\\w$])${escapeRegExp(prefix)}${suffix}(?!\\w)`, "g");
      result = result.replace(generated, () => `${prefix}$gen`);
    }
    return result.replace(ageInYaml, "$1$age");
  }
}

/** 0 and 1 are constants of the scripts. */
function addRevision(revisions: Set<number>, value: Json): void {
  if (typeof value !== "string" || !/^\d{1,15}$/.test(value)) return;
  if (Number(value) > 1) revisions.add(Number(value));
}

function readToken(token: string): JsonObject | undefined {
  try {
    const parts = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Json;
    return isObject(parts) ? parts : undefined;
  } catch {
    return undefined;
  }
}

/** The real order depends on whether two writes fell into one second. */
function byOwner(a: JsonObject, b: JsonObject): number {
  for (const name of ["operation", "manager", "subresource", "apiVersion"]) {
    const [one, other] = [String(a[name] ?? ""), String(b[name] ?? "")];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

function named(names: Map<string, string>, value: string, prefix: string): string {
  const name = names.get(value) ?? `${prefix}${names.size + 1}`;
  names.set(value, name);
  return name;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
