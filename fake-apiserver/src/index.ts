export { Apiserver, type ApiserverOptions, type Call } from "./apiserver.ts";
export { type ClusterOptions, createCluster, FakeCluster } from "./fake-apiserver.ts";
export type {
  Delay,
  Fault,
  FaultAction,
  FaultKind,
  FaultLife,
  FaultMatch,
  FaultMoment,
} from "./faults/fault.ts";
export { FaultError, type FaultKindFacts, faultKinds } from "./faults/fault-kinds.ts";
export type { FaultHandle, Faults } from "./faults/faults.ts";
export type { AdmissionPlugin, AdmissionRequest } from "./request/admit.ts";
export type {
  ApiRequest,
  ApiResponse,
  ResponseBody,
  UserIdentity,
  WatchFrame,
  WatchSink,
  WatchStream,
} from "./request/api-request.ts";
export type { ServerSettings } from "./request/server-settings.ts";
export {
  type InProcessOptions,
  inProcessListerWatcher,
  type NetworkProfile,
} from "./transports/in-process.ts";
