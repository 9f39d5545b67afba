import { failureStatus, StatusError } from "@informerlab/core";
import type { MediaType } from "./wire-form.ts";

/** The forms of a stream; what is simulated has no others, and needs no negotiation for them. */
export const streamedTypes: readonly string[] = [
  "application/json;stream=watch",
  "application/vnd.kubernetes.protobuf;stream=watch",
];

/** 406 for a media type that is known, in a form that is not. */
export function notAcceptableTransform(types: readonly string[]): StatusError {
  return new StatusError(
    failureStatus({
      code: 406,
      reason: "NotAcceptable",
      message: `only the following media types are accepted: ${types.join(", ")}`,
    }),
  );
}

/** YAML has no frames, which is found out when a watch is to begin. @throws StatusError 406 */
export function requireFrames(mediaType: MediaType): void {
  if (mediaType === "application/yaml") throw notAcceptableTransform(streamedTypes);
}
