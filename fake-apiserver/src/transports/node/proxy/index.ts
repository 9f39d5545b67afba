/** @packageDocumentation A proxy with faults in front of any cluster. */
export { type ProxyOptions, type ProxyServer, startProxy } from "./proxy-server.ts";
export type { TwinState } from "./twin/twin.ts";
