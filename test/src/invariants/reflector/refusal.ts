/** Why a server refused, as a judge reads it: by code and words, without the code under test. */
export type Refusal = "gone" | "too-large" | "busy" | "unreachable" | "other";

/** The kind of an error of a list or watch. */
export function refusalOf(error: unknown): Refusal {
  const { status, failure } = error as {
    readonly status?: { readonly code?: number; readonly message?: string };
    readonly failure?: unknown;
  };
  if (status?.code === 410) return "gone";
  if (status?.code === 429) return "busy";
  if (status?.code === 504 && /too large resource version/i.test(status.message ?? ""))
    return "too-large";
  return failure === "connection-refused" ? "unreachable" : "other";
}

/** The reason that the server gave. */
export function reasonOf(error: unknown): string | undefined {
  return (error as { readonly status?: { readonly reason?: string } }).status?.reason;
}
