export type {
  ClusterAccess,
  ClusterTls,
  ExecSettings,
  Impersonation,
  UserAccess,
} from "./cluster-access.ts";
export { type FromKubeConfigOptions, fromKubeConfig } from "./from-kube-config.ts";
export { KubeConfigError } from "./kube-config-error.ts";
export { KubeConfigTransport, type KubeConfigTransportOptions } from "./kube-config-transport.ts";
export { loadKubeConfig } from "./load-kube-config.ts";
export { type KubeConfigParts, LoadedKubeConfig } from "./loaded-kube-config.ts";
export { proxyOfEnvironment, type Variables } from "./proxy-environment.ts";
export { type Credentials, UserCredentials } from "./user-credentials.ts";
