/** What a role allows. */
export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** The list has the value, or stands for all values. */
export function hasOrAll(values: readonly string[] | undefined, value: string): boolean {
  return values !== undefined && (values.includes("*") || values.includes(value));
}

/** A path is one of those of a rule, which may end in a star. */
export function coversPath(patterns: readonly string[] | undefined, path: string): boolean {
  return (
    patterns?.some(
      (pattern) =>
        pattern === "*" ||
        pattern === path ||
        (pattern.endsWith("*") && path.startsWith(pattern.replace(/(?<!\*)\*+$/, ""))),
    ) ?? false
  );
}
