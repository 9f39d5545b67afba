const reserved = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

const escapes: Readonly<Record<string, string>> = {
  __: "__underscores__",
  ".": "__dot__",
  "-": "__dash__",
  "/": "__slash__",
};

/**
 * The name by which expressions reach a field; undefined for one that they cannot.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/escaping.go
 */
export function escapeFieldName(name: string): string | undefined {
  if (!/^[A-Za-z_./-][\w./-]*$/.test(name)) return undefined;
  if (reserved.has(name)) return `__${name}__`;
  return name.replaceAll(/__|[./-]/g, (part) => escapes[part] ?? part);
}

/** All names by which expressions reach a field: words of the language may be written as they are. */
export function namesOfField(name: string): readonly string[] {
  const escaped = escapeFieldName(name);
  if (escaped === undefined) return [];
  return reserved.has(name) ? [escaped, name] : [escaped];
}
