import type { KubernetesObject } from "@informerlab/core";
import type { BoundObject, NodeOfPod } from "../../authentication/service-account-tokens.ts";
import { timeText } from "../../codec/go/time-text.ts";
import { entryOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import { inGoOrder } from "../../request/answer/in-go-order.ts";
import type { Outcome } from "../../request/answer/outcome.ts";
import { badRequest, conflict, notFound } from "../../request/answer/status-errors.ts";
import { toUuid } from "../../request/draw-names.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { type ServerCore, storageKeyOf } from "../../request/server-core.ts";
import { splitApiVersion } from "../../schema/api-version.ts";
import { invalid, invalidObject } from "../../schema/field-error.ts";
import { admitVisitor, partKind } from "../connect/admit-visitor.ts";
import { liveObjectOf } from "../write/commit-write.ts";

interface BoundObjectRef {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly name?: string;
  readonly uid?: string;
}

interface TokenRequest extends KubernetesObject {
  readonly spec?: {
    readonly expirationSeconds?: number;
    /** Null, as Go writes an empty list. */
    readonly audiences?: readonly string[] | null;
    readonly boundObjectRef?: BoundObjectRef | null;
  };
}

const secondsByDefault = 3600;
const secondsMin = 600;

/**
 * Issues a token for a service account: what `kubectl create token` asks for.
 *
 * @throws StatusError 400, 404, 409 or 422 with the real server's text
 * @see kubernetes pkg/registry/core/serviceaccount/storage/token.go
 */
export function requestToken(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, namespace = "", name = "" } = request;
  const visitor = admitVisitor(core, request, {
    kind: partKind("authentication.k8s.io", "v1", "TokenRequest"),
    default: withDefaultDuration,
    keepsUid: true,
  });
  const { object } = visitor;
  const { findings } = request;
  const { spec = {}, metadata = {} } = object as TokenRequest;
  checkMeant("name", metadata.name, name, name);
  checkMeant("namespace", metadata.namespace, namespace, name);
  const live = liveObjectOf(core, request);
  if (live === undefined) throw notFound(definition, name);
  // A plugin may have taken it away.
  const expirationSeconds = spec.expirationSeconds ?? secondsByDefault;
  const given = spec.audiences ?? [];
  const audiences = given.length === 0 ? core.serviceAccountTokens.audiences : given;
  const { uid = "" } = live.object.metadata ?? {};
  checkUid(metadata.uid ?? "", uid, name);
  const now = core.environment.clock.now();
  const asked = {
    ...object,
    metadata: { ...metadata, name, namespace, uid, creationTimestamp: timeText(now) },
    spec: { ...spec, expirationSeconds },
  } as KubernetesObject;
  checkDuration(expirationSeconds);
  visitor.validate({
    ...asked,
    spec: { ...spec, audiences, expirationSeconds },
  } as KubernetesObject);
  const reference = spec.boundObjectRef ?? undefined;
  const held =
    reference === undefined
      ? undefined
      : boundObject(core, { namespace, account: name }, reference);
  const seconds = shortened(core, request, expirationSeconds);
  const id = toUuid(core.environment.random.fork(`token/${request.operation}/${request.id}`));
  const token = core.serviceAccountTokens.issue(
    {
      namespace,
      account: { name, uid },
      audiences,
      expirationSeconds: seconds,
      ...(held === undefined ? {} : held),
    },
    id,
  );
  const answer = {
    ...inGoOrder(asked, false),
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: reference ?? null },
    status: { token, expirationTimestamp: timeText(now + seconds * 1000) },
  };
  findings.annotate("authentication.kubernetes.io/issued-credential-id", `JTI=${id}`);
  const { warnings: said } = findings;
  return { kind: "object", code: 201, object: answer as KubernetesObject, warnings: said };
}

/** No token holds for longer than the server says; who asked for more is warned. */
function shortened(core: ServerCore, { findings }: ResourceRequest, asked: number): number {
  const { secondsMax } = core.serviceAccountTokens;
  if (secondsMax === undefined || asked <= secondsMax) return asked;
  findings.warn(`requested expiration of ${asked} seconds shortened to ${secondsMax} seconds`);
  return secondsMax;
}

/** @see kubernetes pkg/apis/authentication/v1/defaults.go */
function withDefaultDuration(object: TokenRequest): KubernetesObject {
  const expirationSeconds = object.spec?.expirationSeconds ?? secondsByDefault;
  return Object.assign({ ...object }, { spec: { ...object.spec, expirationSeconds } });
}

/** @throws StatusError 409 when another account of the name is meant */
function checkUid(meant: string, uid: string, name: string): void {
  if (meant === "" || meant === uid) return;
  throw conflict(
    { group: "authentication.k8s.io", resource: "TokenRequest" },
    name,
    `the UID in the token request (${meant}) does not match the UID of the service account (${uid})`,
  );
}

/** @throws StatusError 422 when the body is about another account than the path */
function checkMeant(
  member: "name" | "namespace",
  given: string | undefined,
  own: string,
  account: string,
): void {
  if (given === undefined || given === "" || given === own) return;
  const problem = `must match the service account ${member} if specified`;
  throw invalidObject({ group: "authentication.k8s.io", kind: "TokenRequest" }, account, [
    invalid(`metadata.${member}`, given, problem),
  ]);
}

function checkDuration(seconds: number): void {
  const problem =
    seconds < secondsMin
      ? "may not specify a duration less than 10 minutes"
      : seconds > 2 ** 32
        ? "may not specify a duration larger than 2^32 seconds"
        : undefined;
  if (problem === undefined) return;
  throw invalidObject({ group: "authentication.k8s.io", kind: "TokenRequest" }, "", [
    invalid("spec.expirationSeconds", seconds, problem),
  ]);
}

const boundKinds: Readonly<Record<string, string>> = {
  Pod: "pods",
  Secret: "secrets",
  Node: "nodes",
};

/**
 * What the token ends with, and where that runs. A pod says its node even if nobody has that.
 *
 * @throws StatusError 400, 404 or 409; of a pod of another account before its uid is looked at
 */
function boundObject(
  core: ServerCore,
  { namespace, account }: { readonly namespace: string; readonly account: string },
  { kind = "", apiVersion = "", name = "", uid: wanted = "" }: BoundObjectRef,
): { readonly bound: BoundObject; readonly node?: NodeOfPod } {
  // What has too many parts to be a version is none.
  const { group, version } = splitApiVersion(apiVersion.split("/").length > 2 ? "" : apiVersion);
  const resource = group === "" ? entryOf(boundKinds, kind) : undefined;
  if (resource === undefined)
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  const key = storageKeyOf(kind === "Node" ? undefined : namespace, name);
  const found = core.view.get(resource, key);
  if (found === undefined) throw notFound({ group: "", resource }, name);
  if (kind === "Pod" && textOf(valueAt(found, "spec", "serviceAccountName")) !== account) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different serviceaccount name.`,
    );
  }
  const { uid = "" } = found.metadata ?? {};
  if (wanted !== "" && wanted !== uid) {
    throw conflict(
      { group: "", resource: kind },
      name,
      `the UID in the bound object reference (${wanted}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  const bound = { kind: kind as BoundObject["kind"], name, uid };
  const nodeName = kind === "Pod" ? textOf(valueAt(found, "spec", "nodeName")) : "";
  if (nodeName === "") return { bound };
  const nodeUid = core.view.get("nodes", nodeName)?.metadata?.uid;
  return { bound, node: { name: nodeName, ...(nodeUid === undefined ? {} : { uid: nodeUid }) } };
}
