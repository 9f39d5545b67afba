import { readdirSync, readFileSync } from "node:fs";
import type { ServerRegistry } from "../../metrics/server-registry.ts";

const family = (name: string, help: string) => ({ name: `process_${name}`, help });

const cpu = family("cpu_seconds_total", "Total user and system CPU time spent in seconds.");
const resident = family("resident_memory_bytes", "Resident memory size in bytes.");
const open = family("open_fds", "Number of open file descriptors.");
const openMax = family("max_fds", "Maximum number of open file descriptors.");
const virtual = family("virtual_memory_bytes", "Virtual memory size in bytes.");

/** Tells of the process that serves, under the names that every exporter of Prometheus has for it. */
export function tellOfProcess(registry: ServerRegistry): void {
  const seconds = registry.counter(cpu);
  registry.beforeTelling(() => {
    const { user, system } = process.cpuUsage();
    seconds.inc((user + system) / 1e6 - seconds.value);
    registry.gauge(resident).set(process.memoryUsage.rss());
    const figures = linuxFigures();
    if (figures === undefined) return;
    registry.gauge(open).set(figures.open);
    registry.gauge(openMax).set(figures.openMax);
    registry.gauge(virtual).set(figures.virtual);
  });
}

/** What other systems do not say in files. */
function linuxFigures() {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const [, openMax = "0"] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
    const [, kilobytes = "0"] =
      /^VmSize:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    const open = readdirSync("/proc/self/fd").length;
    return { open, openMax: Number(openMax), virtual: Number(kilobytes) * 1024 };
  } catch {
    return undefined;
  }
}
