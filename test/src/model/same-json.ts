/** True when two values are the same JSON data; the order of fields does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return (
    Array.isArray(a) === Array.isArray(b) &&
    sameFields(a as Record<string, unknown>, b as Record<string, unknown>, none)
  );
}

/** The same, whatever stands in the fields `except`; fields within fields all count. */
export function sameFields(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
  except: readonly string[],
): boolean {
  let fields = 0;
  for (const name of Object.keys(a)) {
    if (a[name] === undefined || except.includes(name)) continue;
    fields += 1;
    if (!sameJson(a[name], b[name])) return false;
  }
  for (const name of Object.keys(b))
    if (b[name] !== undefined && !except.includes(name)) fields -= 1;
  return fields === 0;
}

const none: readonly string[] = [];
