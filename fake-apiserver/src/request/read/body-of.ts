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
  // A parameter without a value makes the whole unreadable, as one that is named twice does.
  const names = parameters.filter((part) => part !== "").map((part) => part.split("=", 1)[0]);
  const isReadable =
    parameters.every((part) => part === "" || part.includes("=")) &&
    new Set(names.map((name) => name?.trim().toLowerCase())).size === names.length;
  const mediaType = isReadable ? type : (contentType ?? "");
  return { content: body ?? "", mediaType };
}
