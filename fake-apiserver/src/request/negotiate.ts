import { failureStatus, StatusError } from "@informerlab/core";
import { BoundedCache } from "../codec/bounded-cache.ts";
import type { IncludeObject } from "./represent.ts";
import type { Representation, RequestVerb } from "./resource-request.ts";
import { type MediaType, protobufMediaType } from "./wire-form.ts";

/** How an answer is to be written. */
export interface Negotiated {
  readonly mediaType: MediaType;
  readonly representation: Representation;
  /** `as=PartialObjectMetadataList`: only lists can be shown so, and the other way round. */
  readonly isPartialList: boolean;
}

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const available = ["application/json", "application/yaml", protobufMediaType];
const streamed = ["application/json;stream=watch", `${protobufMediaType};stream=watch`];
const metaGroup = "meta.k8s.io";

/** What is asked for, as far as it decides which forms there are. */
export interface NegotiationTarget {
  /** Undefined for what is no resource: that has no other forms. */
  readonly verb?: RequestVerb;
  /** Custom resources have no protobuf, but for their metadata. */
  readonly isCustom?: boolean;
  /** Questions are answered, and no rows of a table. */
  readonly isReview?: boolean;
}

/**
 * Chooses the form of the answer from the Accept header.
 *
 * @throws StatusError 406 with the real server's texts.
 * @see apiserver pkg/endpoints/handlers/negotiation
 */
export function negotiate(accept: string | undefined, target: NegotiationTarget): Negotiated {
  const { verb = "", isCustom = false, isReview = false } = target;
  const key = `${verb} ${isCustom} ${isReview} ${accept ?? ""}`;
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
  const clauses = parseAccept(accept ?? "");
  if (clauses.length === 0) return plain("application/json");
  let hasKnownType = false;
  for (const clause of clauses) {
    if (!isAvailable(clause.type)) continue;
    hasKnownType = true;
    const negotiated = accepted(clause, target);
    if (negotiated !== undefined) return negotiated;
  }
  if (hasKnownType || target.isCustom === true) throw notAcceptableTransform(target.verb);
  const isListed = target.verb === "list" || target.verb === "watch";
  throw notAcceptable(isListed ? [...available, ...streamed] : available);
}

function plain(mediaType: Negotiated["mediaType"]): Negotiated {
  return { mediaType, representation: "object", isPartialList: false };
}

function isAvailable(type: string): boolean {
  return type === "*/*" || available.includes(type);
}

function accepted(
  clause: Clause,
  { verb, isCustom = false, isReview = false }: NegotiationTarget,
): Negotiated | undefined {
  const mediaType = clause.type === "*/*" ? "application/json" : (clause.type as MediaType);
  const isProtobuf = mediaType === protobufMediaType;
  // YAML has no frames.
  if (verb === "watch" && mediaType === "application/yaml") return undefined;
  const as = clause.parameters.get("as");
  if (as === undefined || as === "") return isProtobuf && isCustom ? undefined : plain(mediaType);
  const version = clause.parameters.get("v");
  const isMeta =
    clause.parameters.get("g") === metaGroup && (version === "v1" || version === "v1beta1");
  if (!isMeta || verb === undefined) return undefined;
  switch (as) {
    case "Table":
      if (isProtobuf || isReview) return undefined;
      return { mediaType, representation: "table", isPartialList: false };
    case "PartialObjectMetadata":
      return { mediaType, representation: "partial", isPartialList: false };
    case "PartialObjectMetadataList":
      return { mediaType, representation: "partial", isPartialList: true };
    default:
      return undefined;
  }
}

/** Clauses by quality; equal ones in the order sent. */
function parseAccept(header: string): readonly Clause[] {
  if (header.trim() === "") return [];
  const clauses = header.split(",").map((text): Clause => {
    const [type = "", ...rest] = text.split(";").map((part) => part.trim());
    const parameters = new Map(
      rest.map((part) => {
        const at = part.indexOf("=");
        return at < 0
          ? [part, ""]
          : [part.slice(0, at).trim(), unquoted(part.slice(at + 1).trim())];
      }),
    );
    const quality = Number(parameters.get("q") ?? 1);
    return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 1 : quality };
  });
  return clauses.sort((a, b) => b.quality - a.quality);
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** 406 for media types that nobody here writes. */
export function notAcceptable(types: readonly string[]): StatusError {
  return new StatusError(
    failureStatus({
      code: 406,
      reason: "NotAcceptable",
      message: `406: Not Acceptable\n\nAvailable representations: ${types.join(", ")}`,
      details: {},
    }),
  );
}

/** 406 for a media type that is known, in a form that is not. */
function notAcceptableTransform(verb: RequestVerb | undefined): StatusError {
  const types = verb === "watch" ? streamed : available;
  return new StatusError(
    failureStatus({
      code: 406,
      reason: "NotAcceptable",
      message: `only the following media types are accepted: ${types.join(", ")}`,
    }),
  );
}

/** What stands beside the cells of a Table's rows. @throws StatusError 400 for an unknown word. */
export function includeObjectOf(query: ReadonlyMap<string, string>): IncludeObject {
  const asked = query.get("includeObject") ?? "";
  if (asked === "") return "Metadata";
  if (asked === "Metadata" || asked === "Object" || asked === "None") return asked;
  throw new StatusError(
    failureStatus({
      code: 400,
      reason: "BadRequest",
      message: `Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`,
    }),
  );
}
