import type { KubernetesObject } from "@informerlab/core";
import { utf8Length } from "../../codec/bytes/base64.ts";
import { roughBytesOf } from "../../codec/json/rough-bytes.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { toJsonLine } from "../../request/answer/json-text.ts";
import { protobufForm } from "../../request/answer/protobuf-form.ts";
import { bareInternalError } from "../../request/answer/status-errors.ts";
import { isApply } from "../../request/read/is-apply.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { type StoredWrite, withMetadata } from "../../request/server-core.ts";
import { registryKeyOf } from "./registry-key.ts";

/** Bytes of a request that etcd takes, with what it writes around it in its own log. */
const etcdBytesMax = 1.5 * 1024 * 1024;
/** A header with the number of the request, and a field for the transaction. */
const bytesAround = 18;
/** What the apiserver's client sends at most. */
const sentBytesMax = 2 * 1024 * 1024;
/** No object that takes less memory comes near to these, whatever its letters are. */
const roughBytesMin = etcdBytesMax / 4;

/**
 * The object as etcd takes it: without its managedFields where it is too large with them, unless it is applied.
 *
 * @throws StatusError 500 in etcd's words when it is too large all the same
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go isTooLargeError
 * @see go.etcd.io/etcd/server/v3 etcdserver/v3_server.go processInternalRaftRequestOnce
 */
export function fitRequest(request: ResourceRequest, stored: StoredWrite): KubernetesObject {
  const { definition } = request;
  const { object } = stored;
  if (roughBytesOf(object) < roughBytesMin) return object;
  const problem = problemOf(definition, stored);
  if (problem === undefined) return object;
  if (isApply(request) || object.metadata?.managedFields === undefined) {
    throw bareInternalError(problem);
  }
  const bare = withMetadata(object, { managedFields: undefined });
  const rest = problemOf(definition, { ...stored, object: bare });
  if (rest !== undefined) throw bareInternalError(rest);
  return bare;
}

function problemOf(definition: ResourceDefinition, stored: StoredWrite): string | undefined {
  const bytes = transactionBytes(definition, stored);
  if (bytes > sentBytesMax)
    return `rpc error: code = ResourceExhausted desc = trying to send message larger than max (${bytes} vs. ${sentBytesMax})`;
  return bytes + bytesAround > etcdBytesMax ? "etcdserver: request is too large" : undefined;
}

/** @see go.etcd.io/etcd/api/v3 etcdserverpb/rpc.proto TxnRequest */
function transactionBytes(
  definition: ResourceDefinition,
  { object, key, resourceVersion }: StoredWrite,
): number {
  const keyField = fieldBytes(utf8Length(`/registry${registryKeyOf(definition, key)}`));
  const put = keyField + fieldBytes(storedBytes(definition, object));
  const revision = resourceVersion === undefined ? 0 : Number(resourceVersion);
  const compare = 2 + keyField + 1 + varintBytes(revision);
  // What is there is asked for where it is not what was thought.
  const range = resourceVersion === undefined ? 0 : fieldBytes(fieldBytes(keyField));
  return fieldBytes(compare) + fieldBytes(fieldBytes(put)) + range;
}

/** Custom resources, definitions of these and of other servers are kept as JSON, everything else as protobuf. */
function storedBytes({ origin, group }: ResourceDefinition, object: KubernetesObject): number {
  if (origin === "custom" || keptAsJson.has(group))
    return utf8Length(toJsonLine(withMetadata(object, { resourceVersion: undefined })));
  return protobufForm.object(withMetadata(object, { resourceVersion: "" })).length;
}

const keptAsJson: ReadonlySet<string> = new Set(["apiextensions.k8s.io", "apiregistration.k8s.io"]);

function fieldBytes(length: number): number {
  return 1 + varintBytes(length) + length;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest /= 128) bytes += 1;
  return bytes;
}
