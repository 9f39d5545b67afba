import type { Json } from "@informerlab/core";

/** How clients say who they are, in documents of both versions. */
export const securitySchemes: Json = {
  BearerToken: {
    type: "apiKey",
    description: "Bearer Token authentication",
    name: "authorization",
    in: "header",
  },
};
