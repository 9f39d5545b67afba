import { serverVersion } from "../../../../discovery/version.ts";

/**
 * Why a version may not be the one that the server reports, in Go's words: only what stands behind major, minor and patch
 * is free.
 *
 * @see k8s.io/component-base version/dynamic.go, k8s.io/apimachinery pkg/util/version/version.go
 */
export function reportedVersionProblem(version: string): string | undefined {
  const own = serverVersion.gitVersion;
  if (version === own) return undefined;
  const quoted = JSON.stringify(version);
  const [, numbers, extra = ""] = /^v?(\d+(?:\.\d+)*)([\s\S]*)$/.exec(version) ?? [];
  if (numbers === undefined) return `could not parse ${quoted} as version`;
  const components = numbers.split(".");
  if (components.length !== 3) return `illegal version string ${quoted}`;
  const [, preRelease = ""] = extraForm.exec(extra) ?? [];
  const zeroPrefixed = [
    ...components,
    ...preRelease.split(".").filter((component) => /^\d+$/.test(component)),
  ].find((component) => /^0./.test(component));
  if (zeroPrefixed !== undefined)
    return `illegal zero-prefixed version component ${JSON.stringify(zeroPrefixed)} in ${quoted}`;
  if (!extraForm.test(extra))
    return `could not parse pre-release/metadata (${extra}) in version ${quoted}`;
  return `v${numbers}` === own
    ? undefined
    : `version ${quoted} must match major/minor/patch of default version ${JSON.stringify(own)}`;
}

const extraForm =
  /^(?:-([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?\s*$/;
