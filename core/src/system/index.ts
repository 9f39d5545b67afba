export {
  type Fetch,
  FetchTransport,
  type FetchTransportOptions,
  type RequestHeaders,
} from "./fetch-transport.ts";
export {
  createSystemEnvironment,
  type SystemEnvironment,
  type SystemEnvironmentOptions,
} from "./system-environment.ts";
export type { ReportError } from "./system-scheduler.ts";
