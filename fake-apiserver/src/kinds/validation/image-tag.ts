const domainPart = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const domain = `(?:${domainPart}(?:\\.${domainPart})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`;
const pathPart = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[a-fA-F0-9]{32,}";
const reference = new RegExp(
  `^${domain}/(${pathPart}(?:/${pathPart})*)(?::([\\w][\\w.-]{0,127}))?(@${digest})?$`,
);
const identifier = /^[a-f0-9]{64}$/;
const nameLengthMax = 255;

/**
 * The tag of an image's name, `latest` where it has neither tag nor digest; undefined for one without a tag, and for
 * what is no name of an image.
 *
 * @see distribution/reference normalize.go, kubernetes pkg/util/parsers/parsers.go
 */
export function imageTag(image: string): string | undefined {
  if (image.length > 2 * nameLengthMax + 256 || identifier.test(image)) return undefined;
  const slash = image.indexOf("/");
  const first = image.slice(0, Math.max(slash, 0));
  const isDomain =
    slash > 0 && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  const [, path, tag, digested] = reference.exec(isDomain ? image : `docker.io/${image}`) ?? [];
  if (path === undefined || path.length > nameLengthMax) return undefined;
  return tag ?? (digested === undefined ? "latest" : undefined);
}
