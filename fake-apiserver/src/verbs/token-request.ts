import type { KubernetesObject } from "@informerlab/core";
import type { TokenUser } from "../request/authenticate.ts";
import { decodeBody, visitorKind } from "../request/decode.ts";
import { drawText } from "../request/draw-names.ts";
import type { Outcome } from "../request/outcome.ts";
import type { ResourceRequest } from "../request/resource-request.ts";
import { type ServerCore, timestampOf } from "../request/server-core.ts";
import { notFound } from "../request/status-errors.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import { liveObjectOf } from "./commit-write.ts";

/** A server that can tell tokens apart which it has issued itself. */
export interface TokenIssuer extends ServerCore {
  issueToken(user: TokenUser): void;
}

interface TokenRequest extends KubernetesObject {
  readonly spec?: {
    readonly expirationSeconds?: number;
    /** Null, as Go writes an empty list. */
    readonly audiences?: readonly string[] | null;
  };
}

const secondsByDefault = 3600;

/** Issues a token for a service account: what `kubectl create token` asks for. Opaque, and good until the cluster ends. */
export function requestToken(core: TokenIssuer, request: ResourceRequest): Outcome {
  const { definition, namespace = "", name = "" } = request;
  const options = parseWriteOptions(request, "CreateOptions");
  const { object } = decodeBody(core, {
    body: request.body,
    definition: visitorKind("authentication.k8s.io", "v1", "TokenRequest"),
    fieldValidation: options.fieldValidation,
  });
  const live = liveObjectOf(core, request);
  if (live === undefined) throw notFound(definition, name);
  const { spec = {} } = object as TokenRequest;
  const expirationSeconds = spec.expirationSeconds ?? secondsByDefault;
  const audiences = spec.audiences ?? [];
  const random = core.environment.random.fork(`token/${request.operation}`);
  const token = `fake-${drawText(random, 40)}`;
  if (!options.isDryRun) {
    core.issueToken({
      token,
      name: `system:serviceaccount:${namespace}:${name}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`],
      ...(live.object.metadata?.uid === undefined ? {} : { uid: live.object.metadata.uid }),
    });
  }
  const now = core.environment.clock.now();
  const answer = {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, creationTimestamp: timestampOf(now) },
    spec: {
      audiences: audiences.length === 0 ? ["https://kubernetes.default.svc"] : audiences,
      expirationSeconds,
      boundObjectRef: null,
    },
    status: { token, expirationTimestamp: timestampOf(now + expirationSeconds * 1000) },
  };
  return { kind: "object", code: 201, object: answer as KubernetesObject };
}
