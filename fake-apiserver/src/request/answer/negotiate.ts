import { failureStatus, StatusError } from "@informerlab/core";
import { BoundedCache } from "../../codec/bytes/bounded-cache.ts";
import type { Representation, RequestVerb } from "../read/resource-request.ts";
import { type AcceptClause, isRouted, parseAccept, takes } from "./accept.ts";
import { notAcceptableTransform, streamedTypes } from "./refused-media-type.ts";
import type { IncludeObject, MetaVersion } from "./represent.ts";
import { type MediaType, protobufMediaType } from "./wire-form.ts";

/** How an answer is to be written. */
export interface Negotiated {
  readonly mediaType: MediaType;
  readonly representation: Representation;
  /** `as=PartialObjectMetadataList`: only lists can be shown so, and the other way round. */
  readonly isPartialList: boolean;
  /** In which version of `meta.k8s.io` a Table or metadata stand. */
  readonly metaVersion: MetaVersion;
}

/** Answers before any stage has chosen a form. */
export const plainJson: Negotiated = {
  mediaType: "application/json",
  representation: "object",
  isPartialList: false,
  metaVersion: "v1",
};

const available = ["application/json", "application/yaml", protobufMediaType] as const;
const metaGroup = "meta.k8s.io";

/** What is asked for, as far as it decides which forms there are. */
export interface NegotiationTarget {
  /** Undefined for what is no resource: that has no other forms. */
  readonly verb?: RequestVerb;
  /** Custom resources have no protobuf, but for their metadata. */
  readonly isCustom?: boolean;
  /** Nothing of it is shown as rows. */
  readonly hasNoTable?: boolean;
  /** What has run on a node is text. */
  readonly isLog?: boolean;
  /** What no route stands before, which would know no `application/*`: errors, and a single group. */
  readonly isLoose?: boolean;
}

/**
 * Chooses the form of the answer from the Accept header.
 *
 * @throws StatusError 406 with the real server's texts.
 * @see apiserver pkg/endpoints/handlers/negotiation
 */
export function negotiate(accept: string | undefined, target: NegotiationTarget): Negotiated {
  const {
    verb = "",
    isCustom = false,
    hasNoTable = false,
    isLog = false,
    isLoose = false,
  } = target;
  const key = `${verb} ${isCustom} ${hasNoTable} ${isLog} ${isLoose} ${accept ?? ""}`;
  let negotiated = agreed.get(key);
  if (negotiated === undefined) {
    negotiated = negotiateAnew(accept, target);
    agreed.set(key, negotiated);
  }
  return negotiated;
}

/** Clients send the same header with each request. */
const agreed = new BoundedCache<Negotiated>(64 * 1024);

function negotiateAnew(accept: string | undefined, target: NegotiationTarget): Negotiated {
  if (accept === undefined || accept === "") return plain("application/json");
  const { isCustom = false, isLoose = false } = target;
  const written = writtenFor(target);
  if (!isCustom && !isLoose && !isRouted(accept, written)) throw notAcceptable(written);
  const negotiated = firstAccepted(accept, target);
  if (negotiated === undefined) throw notAcceptableTransform(available);
  return negotiated;
}

/** What stands before a resource says to write. */
function writtenFor({ verb, isLog = false }: NegotiationTarget): readonly string[] {
  const isListed = verb === "list" || verb === "watch";
  return [...(isLog ? ["text/plain"] : []), ...available, ...(isListed ? streamedTypes : [])];
}

function firstAccepted(accept: string, target: NegotiationTarget): Negotiated | undefined {
  for (const clause of parseAccept(accept)) {
    for (const mediaType of available) {
      const negotiated = takes(clause, mediaType) ? accepted(clause, mediaType, target) : undefined;
      if (negotiated !== undefined) return negotiated;
    }
  }
  return undefined;
}

function plain(mediaType: Negotiated["mediaType"]): Negotiated {
  return { mediaType, representation: "object", isPartialList: false, metaVersion: "v1" };
}

/** @see apiserver pkg/endpoints/handlers/negotiation acceptMediaTypeOptions, pkg/endpoints/handlers/rest.go AllowsMediaTypeTransform */
function accepted(
  { parameters }: AcceptClause,
  mediaType: MediaType,
  { verb, isCustom = false, hasNoTable = false }: NegotiationTarget,
): Negotiated | undefined {
  const isProtobuf = mediaType === protobufMediaType;
  const stream = parameters.get("stream") ?? "";
  if (stream !== "" && (stream !== "watch" || mediaType === "application/yaml")) return undefined;
  const serverVersion = parameters.get("sv") ?? "";
  if (serverVersion !== "" && (verb === undefined || serverVersion !== "v1")) return undefined;
  if (!["as", "g", "v"].some((name) => parameters.has(name)))
    return isProtobuf && isCustom ? undefined : plain(mediaType);
  const metaVersion = parameters.get("v");
  if (metaVersion !== "v1" && metaVersion !== "v1beta1") return undefined;
  if (parameters.get("g") !== metaGroup || verb === undefined) return undefined;
  const form: Pick<Negotiated, "mediaType" | "metaVersion"> = { mediaType, metaVersion };
  switch (parameters.get("as")) {
    case "Table":
      if (isProtobuf || hasNoTable) return undefined;
      return { ...form, representation: "table", isPartialList: false };
    case "PartialObjectMetadata":
      return { ...form, representation: "partial", isPartialList: false };
    case "PartialObjectMetadataList":
      return { ...form, representation: "partial", isPartialList: true };
    default:
      return undefined;
  }
}

/** 406 for media types that nobody here writes. */
export function notAcceptable(types: readonly string[]): StatusError {
  return new UnroutedError(
    failureStatus({
      code: 406,
      reason: "NotAcceptable",
      message: `406: Not Acceptable\n\nAvailable representations: ${types.join(", ")}`,
      details: {},
    }),
  );
}

/** A refusal from before a resource has seen the request. */
export class UnroutedError extends StatusError {}

/** What stands beside the cells of a Table's rows. @throws StatusError 400 for an unknown word. */
export function includeObjectOf(query: ReadonlyMap<string, string>): IncludeObject {
  const asked = query.get("includeObject") ?? "";
  if (asked === "") return "Metadata";
  if (asked === "Metadata" || asked === "Object" || asked === "None") return asked;
  throw new StatusError(
    failureStatus({
      code: 400,
      reason: "BadRequest",
      message: `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`,
    }),
  );
}
