import { serverVersion } from "../../../../discovery/version.ts";
import type { Flags } from "./parse-flags.ts";

/** The oldest version that v1.35 can play. @see kubernetes pkg/... MinimumKubeEffectiveVersion */
const oldest = 32;
const own = Number(serverVersion.minor);

/** Which version a server plays, and down to which others of its cluster may be. */
export interface EffectiveVersion {
  /** Minor versions of 1. */
  readonly emulated: number;
  readonly compatible: number;
}

/**
 * Reads `--emulated-version` and `--min-compatibility-version`.
 *
 * @throws Error in the real server's words
 * @see k8s.io/component-base compatibility/registry.go
 */
export function readEffectiveVersion(flags: Flags): EffectiveVersion {
  const emulated = versionIn(flags.list("emulated-version")) ?? own;
  const compatible =
    versionIn(flags.list("min-compatibility-version")) ?? Math.max(oldest, emulated - 1);
  return { emulated, compatible };
}

/** @see k8s.io/component-base compatibility/version.go Validate */
export function versionProblems({ emulated, compatible }: EffectiveVersion): readonly string[] {
  return [
    ...(emulated < oldest || emulated > own
      ? [`emulation version 1.${emulated} is not between [1.${oldest}, 1.${own}.0]`]
      : []),
    ...(compatible < oldest || compatible > emulated
      ? [
          `minCompatibilityVersion version 1.${compatible} is not between [1.${oldest}, 1.${emulated}]`,
        ]
      : []),
  ];
}

/** The behaviour of older versions is not built. @throws Error */
export function refuseEmulation({ emulated }: EffectiveVersion): void {
  if (emulated !== own)
    throw new Error(
      `--emulated-version 1.${emulated} is not built into this server; it is always 1.${own}`,
    );
}

function versionIn(values: readonly string[]): number | undefined {
  let found: number | undefined;
  for (const value of values) {
    const [component, text = component] = value.split("=");
    if (value.includes("=") && component !== "kube")
      throw new Error(`component not registered: ${component}`);
    const [, minor, patch = ".0"] = /^v?1\.(\d+)(\.\d+)?$/.exec(text ?? "") ?? [];
    if (minor === undefined) throw new Error(`could not parse ${JSON.stringify(text)} as version`);
    if (patch !== ".0") throw new Error(`patch version not allowed, got: kube=${text}`);
    found = Number(minor);
  }
  return found;
}
