/** A pair of files, and the names for which it is shown. */
export interface NamedFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly names: readonly string[];
}

/** Reads one value of `--tls-sni-cert-key`. @see k8s.io/component-base cli/flag/namedcertkey_flag.go */
export function parseNamedFiles(value: string): NamedFiles | { readonly problem: string } {
  const mark = value.indexOf(":");
  const listed = mark < 0 ? undefined : value.slice(mark + 1).trim();
  if (listed === "") return { problem: "empty names list is not allowed" };
  const files = (mark < 0 ? value : value.slice(0, mark)).split(",").map((part) => part.trim());
  const [certFile, keyFile] = files;
  if (files.length !== 2 || certFile === undefined || keyFile === undefined)
    return { problem: "expected comma separated certificate and key file paths" };
  return { certFile, keyFile, names: listed?.split(",").map((name) => name.trim()) ?? [] };
}
