/** @packageDocumentation A proxy with faults in front of any cluster. */

export type { TwinState } from "../../../taps/twins/twin.ts";
export type { RecordOptions } from "../record/start-recording.ts";
export { type ReplayOptions, startReplay } from "../record/start-replay.ts";
export { type ProxyOptions, type ProxyServer, startProxy } from "./proxy-server.ts";
