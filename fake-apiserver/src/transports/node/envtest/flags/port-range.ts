/** Ports from the first to the last. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads `30000-32767`, `30000+2767` and `30000`; the problem in Go's words where it is none.
 *
 * @see k8s.io/apimachinery pkg/util/net/port_range.go
 */
export function parsePortRange(value: string): PortRange | { readonly problem: string } {
  const [from = "", to = from] = value.trim().split(/[-+]/);
  const wrong = [from, to].find((part) => !/^\d+$/.test(part));
  if (wrong !== undefined)
    return { problem: `strconv.Atoi: parsing ${JSON.stringify(wrong)}: invalid syntax` };
  const first = Number(from);
  const last = value.includes("+") ? first + Number(to) : Number(to);
  if (last > 65_535) return { problem: `the port range cannot be greater than 65535: ${value}` };
  return last < first
    ? { problem: `end port cannot be less than start port: ${value}` }
    : { first, last };
}
