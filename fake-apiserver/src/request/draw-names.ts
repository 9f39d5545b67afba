import { type Random, randomInteger } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { ServerCore } from "./server-core.ts";

/** The letters of generated names: no vowels, so that no words come out. */
const letters = "bcdfghjklmnpqrstvwxz2456789";

/** Random characters as they end generated names. */
export function drawText(random: Random, length: number): string {
  let text = "";
  for (let index = 0; index < length; index++)
    text += letters[randomInteger(random, letters.length)];
  return text;
}

/**
 * The uid of a new object: hangs on its key and on how often that key was used, on nothing else. That of a dry run,
 * named by its operation, is no object's.
 */
export function drawUid(
  core: ServerCore,
  definition: ResourceDefinition,
  key: string,
  dryRun: string | undefined,
): string {
  const { storage, environment } = core;
  const ordinal = storage.of(definition.storageKey).latest(key)?.ordinal ?? 0;
  // After a compaction the count begins anew.
  const kind = dryRun === undefined ? "uid" : `uid/of dry run ${dryRun}`;
  const label = `${kind}/${definition.storageKey}/${key}#${ordinal}@${storage.log.compactedRevision}`;
  return toUuid(environment.random.fork(label));
}

/** A version 4 UUID. */
export function toUuid(random: Random): string {
  const first = hexOf(random.next());
  const second = hexOf(random.next());
  const third = hexOf(random.next());
  const fourth = hexOf(random.next());
  const variant = "89ab"[Number.parseInt(third.charAt(0), 16) & 3];
  return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${fourth}`;
}

const hexBytes: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, "0"),
);

/** 32 random bits. */
function hexOf(draw: number): string {
  const bits = Math.floor(draw * 0x100000000);
  const text = (shift: number): string => hexBytes[(bits >>> shift) & 255] ?? "";
  return text(24) + text(16) + text(8) + text(0);
}
