import type { KubernetesObject } from "@informerlab/core";
import { timeText } from "../../codec/go/time-text.ts";
import { inGoOrder } from "../../request/answer/in-go-order.ts";
import { drawUid } from "../../request/draw-names.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { type ServerCore, storageKeyOf, withMetadata } from "../../request/server-core.ts";
import { objectAfter } from "../../storage/commit.ts";

type Write = Pick<ResourceRequest, "definition" | "operation" | "cause">;

/** What a write made of an object: absent before a creation, and after a deletion. */
export interface Change {
  readonly before?: KubernetesObject;
  readonly after?: KubernetesObject;
}

/** Makes what the new state of an object needs beside it, before that is stored. */
export function makeBeside(core: ServerCore, write: Write, { before, after }: Change): void {
  const wanted = objectsBeside(core, write, after);
  if (wanted.length === 0) return;
  const kept = new Set(objectsBeside(core, write, before).map(nameOf));
  for (const object of wanted) if (!kept.has(nameOf(object))) make(core, write, object);
}

/** Takes away what only the old state of an object needed, after the new one is stored. */
export function takeAwayBeside(core: ServerCore, write: Write, { before, after }: Change): void {
  const kept = objectsBeside(core, write, before);
  if (kept.length === 0) return;
  const needed = new Set(objectsBeside(core, write, after).map(nameOf));
  for (const object of kept) if (!needed.has(nameOf(object))) takeAway(core, write, object);
}

/** Takes away what goes by the same name with an object that is gone. */
export function takeAlong(
  core: ServerCore,
  { definition, cause, operation }: Write,
  key: string,
): void {
  for (const resource of definition.takesAlong ?? []) {
    const stored = objectAfter(core.storage.of(resource).latest(key));
    if (stored === undefined || (stored.metadata?.finalizers ?? []).length > 0) continue;
    core.storage.delete({
      resource,
      key,
      object: stored,
      operation: operation === "" ? undefined : `${operation}/beside`,
      cause,
    });
  }
}

function objectsBeside(
  core: ServerCore,
  { definition }: Write,
  object: KubernetesObject | undefined,
): readonly KubernetesObject[] {
  if (object === undefined || core.settings.objects === "metadata") return [];
  return definition.keptBeside?.(object) ?? [];
}

function nameOf({ metadata }: KubernetesObject): string {
  return metadata?.name ?? "";
}

function make(core: ServerCore, { cause, operation }: Write, given: KubernetesObject): void {
  const [group = "", version = ""] = (given.apiVersion ?? "").split("/");
  const definition = core.registry.lookupKind(group, version, given.kind ?? "");
  const key = storageKeyOf(undefined, nameOf(given));
  if (definition === undefined) return;
  if (objectAfter(core.storage.of(definition.storageKey).latest(key)) !== undefined) return;
  const now = core.environment.clock.now();
  const object = withMetadata(given, {
    uid: drawUid(core, definition, key, undefined),
    creationTimestamp: timeText(now),
  });
  const tracked = core.ownership.trackUpdate({
    definition,
    live: undefined,
    updated: object,
    manager: "kube-apiserver",
    subresource: "",
    now,
  });
  core.storage.put({
    resource: definition.storageKey,
    key,
    object: definition.toStored(inGoOrder(tracked, true)),
    operation: operation === "" ? undefined : `${operation}/beside`,
    cause,
    isFresh: true,
  });
}

function takeAway(core: ServerCore, { cause, operation }: Write, given: KubernetesObject): void {
  const [group = "", version = ""] = (given.apiVersion ?? "").split("/");
  const definition = core.registry.lookupKind(group, version, given.kind ?? "");
  const key = storageKeyOf(undefined, nameOf(given));
  if (definition === undefined) return;
  const stored = objectAfter(core.storage.of(definition.storageKey).latest(key));
  if (stored === undefined) return;
  core.storage.delete({
    resource: definition.storageKey,
    key,
    object: stored,
    operation: operation === "" ? undefined : `${operation}/beside`,
    cause,
  });
}
