import type { KubernetesObject } from "@informerlab/core";
import { decodeBody } from "../request/read/decode.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { parseWriteOptions, type WriteOptions } from "../request/read/write-options.ts";
import type { ServerCore } from "../request/server-core.ts";
import type { DecodeTarget } from "../schema/decode/decode-input.ts";
import { admissionOptions } from "./admission-options.ts";

/** What was sent to an endpoint whose kind is stored nowhere: a Binding, an Eviction. */
export interface Visitor {
  /** As the plugins that change objects have left it. */
  readonly object: KubernetesObject;
  readonly options: WriteOptions;
  /** Asks the plugins that only look at it, or at what it has been completed to. @throws StatusError */
  validate(completed?: KubernetesObject): void;
}

/** Reads a visitor and lets admission change it. @throws StatusError with the real server's texts */
export function admitVisitor(
  core: ServerCore,
  request: ResourceRequest,
  definition: DecodeTarget,
): Visitor {
  const options = parseWriteOptions(request, "CreateOptions");
  const { body, findings } = request;
  const { fieldValidation, isDryRun } = options;
  const sent = decodeBody(core, { body, definition, fieldValidation });
  findings.warn(...sent.warnings);
  const asked = {
    request,
    operation: "CREATE",
    old: undefined,
    isDryRun,
    options: admissionOptions("CreateOptions", options, request),
    findings,
  } as const;
  const object = core.admission.mutate({ ...asked, object: sent.object }, core.view);
  return {
    object,
    options,
    validate: (completed = object) =>
      core.admission.validate({ ...asked, object: completed }, core.view),
  };
}
