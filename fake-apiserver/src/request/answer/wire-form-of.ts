import { jsonForm } from "./json-form.ts";
import { protobufForm } from "./protobuf-form.ts";
import { type MediaType, protobufMediaType, type WireForm } from "./wire-form.ts";

/** The form of a media type; YAML is made of the values themselves. */
export function wireFormOf(mediaType: MediaType): WireForm {
  return mediaType === protobufMediaType ? protobufForm : jsonForm;
}
