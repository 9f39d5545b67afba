export type { FreshClusterOptions } from "../cluster-host.ts";
export { type ListenOptions, listen } from "./listen.ts";
export type { LocalServer, LocalServerOptions, NamedUser } from "./local-server.ts";
