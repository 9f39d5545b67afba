export type { TypedResource } from "../api/typed-resource.ts";
export type * from "./namespaces.generated.ts";
export { builtInResources, type ResourceGroups, resources } from "./resources.generated.ts";
