export { type LoopbackKubeConfig, loopbackKubeConfig } from "./loopback-kube-config.ts";
export {
  MemoryKubeConfig,
  type MemoryKubeConfigOptions,
  memoryKubeConfig,
} from "./memory-kube-config.ts";
