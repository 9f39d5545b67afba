import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; absent members are undefined. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** One step of a script; which members it has says what it does. */
export type Step = JsonObject & { readonly id?: string };

/** A script: what a client does, in order. */
export interface Scenario {
  readonly id: string;
  readonly title?: string;
  readonly namespace?: string;
  readonly server?: JsonObject;
  readonly steps: readonly Step[];
}

/** What came of one step. */
export type RecordedStep = JsonObject & { readonly id: string; readonly kind: string };

/** What a server answered to a script. */
export interface Transcript {
  readonly steps: readonly RecordedStep[];
}

/** A script and what the real kube-apiserver answered to it. */
export interface Fixture {
  readonly scenario: Scenario;
  readonly transcript: Transcript;
}

/** Where the fixtures are. */
export const fixtureFolder: string = join(
  import.meta.dirname,
  "../../../fake-apiserver/fixtures/wire",
);

/** Names of all fixtures, sorted. */
export function fixtureNames(): readonly string[] {
  const names = readdirSync(fixtureFolder).filter((name) => name.endsWith(".json.gz"));
  return names.map((name) => name.slice(0, -".json.gz".length)).sort();
}

/** Reads one fixture. */
export function readFixture(name: string): Fixture {
  const text = gunzipSync(readFileSync(join(fixtureFolder, `${name}.json.gz`))).toString("utf8");
  return JSON.parse(text) as Fixture;
}

/** True for an object, not for a list or null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
