import type { ApiRequest } from "./api-request.ts";
import type { RequestBody } from "./resource-request.ts";

/** The body of a request with the media type it is said to have; undefined when neither came. */
export function bodyOf({ body, headers, method }: ApiRequest): RequestBody | undefined {
  const contentType = headers["content-type"];
  if (body === undefined && contentType === undefined) return undefined;
  // Of a patch nothing behind the type is read, nor are blanks let go.
  if (method === "PATCH")
    return { content: body ?? "", mediaType: contentType?.split(";", 1)[0] ?? "" };
  const [type = "", ...parameters] = (contentType ?? "").split(";").map((part) => part.trim());
  // A parameter without a value makes the whole unreadable.
  const isReadable = parameters.every((part) => part === "" || part.includes("="));
  const mediaType = isReadable ? type : (contentType ?? "");
  return { content: body ?? "", mediaType };
}
