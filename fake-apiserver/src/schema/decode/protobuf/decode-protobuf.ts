import { Reader } from "protobufjs/minimal.js";
import { fromUtf8 } from "../../../codec/bytes/base64.ts";
import { JsonSyntaxError } from "../../../codec/json/parse-json.ts";
import type { PlainObject } from "../../../codec/json/plain-object.ts";
import { splitApiVersion } from "../../api-version.ts";
import { builtInData } from "../../built-in-data.ts";
import { messageSchemaOf } from "../../message-schema.ts";
import { badRequest, unrecognized } from "../decode-errors.ts";
import type { DecodeTarget } from "../decode-input.ts";
import { readMessage } from "./read-message.ts";

/** The four bytes that every protobuf body begins with. */
const prefix = [0x6b, 0x38, 0x73, 0x00];

/** An error quotes the beginning of a body; so many bytes are more than it shows. */
const shownBytesMax = 128;

/**
 * Reads a protobuf body of a built-in kind as JSON value: the envelope says the kind, the rest is the object. Typed Go
 * clients send nothing else.
 *
 * @throws StatusError 400 for bytes that are no such body.
 * @see apimachinery pkg/runtime/serializer/protobuf/protobuf.go
 */
export function decodeProtobuf(body: Uint8Array, target: DecodeTarget): PlainObject {
  const isMessage = prefix.every((byte, index) => body[index] === byte);
  if (!isMessage || body.length === prefix.length) {
    const problem = isMessage
      ? "empty body"
      : body.length === 0
        ? "empty data"
        : `provided data does not appear to be a protobuf message, expected prefix [${prefix.join(" ")}]`;
    // Options are read by a decoder that does not say what it was to read.
    if (target.kind === "DeleteOptions") throw badRequest(problem);
    throw unrecognized(target.kind, problem, fromUtf8(body.subarray(0, shownBytesMax)));
  }
  try {
    const { apiVersion, kind, raw, contentEncoding, contentType } = readEnvelope(
      body.subarray(prefix.length),
    );
    if (contentEncoding !== "" || contentType !== "") {
      throw unreadable(
        target,
        `the object is wrapped as ${contentType} ${contentEncoding}, only plain protobuf is understood`,
      );
    }
    const declared = kind === "" ? target : declaredTarget(apiVersion, kind, target);
    const fields = readMessage(new Reader(raw), raw.length, declared.schema);
    return { ...(kind === "" ? {} : { apiVersion, kind }), ...fields };
  } catch (error) {
    if (error instanceof JsonSyntaxError)
      throw unreadable(target, `a field that holds raw JSON cannot be read: ${error.message}`);
    // The reader reports bytes that end too early by a RangeError, bad wire types by a plain one.
    if (
      error instanceof RangeError ||
      (error instanceof Error && error.message.startsWith("invalid wire type"))
    ) {
      throw unreadable(target, `proto: ${error.message}`);
    }
    throw error;
  }
}

/**
 * Reads a protobuf body of whatever kind it says it is of. Undefined for kinds without protobuf here, for other bytes, and
 * for what is wrapped otherwise.
 */
export function decodeKnownProtobuf(body: Uint8Array): PlainObject | undefined {
  if (!prefix.every((byte, index) => body[index] === byte)) return undefined;
  try {
    const { apiVersion, kind, raw, contentEncoding, contentType } = readEnvelope(
      body.subarray(prefix.length),
    );
    const schema = messageSchemaOf(apiVersion, kind);
    if (schema === undefined || contentEncoding !== "" || contentType !== "") return undefined;
    return { apiVersion, kind, ...readMessage(new Reader(raw), raw.length, schema) };
  } catch {
    // The reader throws errors of several kinds for bytes that are no message.
    return undefined;
  }
}

interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
  readonly contentEncoding: string;
  readonly contentType: string;
}

/** `runtime.Unknown`: 1 type, 2 object, 3 encoding, 4 type of the content. */
function readEnvelope(bytes: Uint8Array): Envelope {
  const reader = new Reader(bytes);
  let apiVersion = "";
  let kind = "";
  let raw: Uint8Array = new Uint8Array();
  const content = { contentEncoding: "", contentType: "" };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) {
      const end = reader.uint32() + reader.pos;
      while (reader.pos < end) {
        const inner = reader.uint32();
        if (inner >>> 3 === 1) apiVersion = reader.string();
        else if (inner >>> 3 === 2) kind = reader.string();
        else reader.skipType(inner & 7);
      }
    } else if (tag >>> 3 === 2) raw = reader.bytes();
    else if (tag >>> 3 === 3) content.contentEncoding = reader.string();
    else if (tag >>> 3 === 4) content.contentType = reader.string();
    else reader.skipType(tag & 7);
  }
  return { apiVersion, kind, raw, ...content };
}

/** The type that the bytes are of; whether the endpoint takes it is decided later. */
function declaredTarget(
  apiVersion: string,
  kind: string,
  target: DecodeTarget,
): Pick<DecodeTarget, "schema"> {
  const { group, version } = splitApiVersion(apiVersion);
  if (kind === target.kind && group === target.group && version === target.version) return target;
  if (kind === "DeleteOptions" && target.kind === "DeleteOptions") return target;
  const schema = builtInData().table.kind(group, version, kind);
  if (schema === undefined) {
    throw unreadable(
      target,
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`,
    );
  }
  return { schema };
}

function unreadable(target: DecodeTarget, problem: string): Error {
  return badRequest(
    `the object provided is unrecognized (must be of type ${target.kind}): ${problem}`,
  );
}
