import { failureStatus, StatusError } from "@informerlab/core";
import { goneVersionText } from "../../kinds/custom/gone-version.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { ServerCore } from "../../request/server-core.ts";
import { apiVersionOf } from "../../schema/api-version.ts";

/**
 * A watch cache that cannot read one of its objects is never ready: what would be answered from it is refused, for ever.
 *
 * @throws StatusError 429
 * @see apiserver pkg/storage/cacher/cacher.go
 */
export function refuseUncached(
  core: Pick<ServerCore, "storage">,
  definition: ResourceDefinition,
): void {
  const message = uncachedText(core, definition);
  if (message === undefined) return;
  const details = { retryAfterSeconds: 1 };
  throw new StatusError(failureStatus({ code: 429, reason: "TooManyRequests", message, details }));
}

interface Found {
  readonly restores: number;
  readonly text: string | undefined;
}

/** Objects are stored in a version that their definition has: only another definition, or a snapshot, can change what was found. */
const found = new WeakMap<ResourceDefinition, Found>();

/** Why a kind has no watch cache; undefined: it has one. */
export function uncachedText(
  { storage }: Pick<ServerCore, "storage">,
  definition: ResourceDefinition,
): string | undefined {
  const { restores } = storage.log;
  const known = found.get(definition);
  if (known?.restores === restores) return known.text;
  const text = findUncached(storage, definition);
  found.set(definition, { restores, text });
  return text;
}

function findUncached(
  storage: ServerCore["storage"],
  { apiVersions, group, version, kind, storageKey }: ResourceDefinition,
): string | undefined {
  if (apiVersions === undefined) return undefined;
  const gone = storage
    .of(storageKey)
    .listAll("")
    .find(({ object }) => !apiVersions.has(object.apiVersion ?? ""));
  if (gone === undefined) return undefined;
  const listed = `failed to list ${apiVersionOf({ group, version })}, Kind=${kind}`;
  return `storage is (re)initializing: ${listed}: ${goneVersionText(gone.object.apiVersion)}`;
}
