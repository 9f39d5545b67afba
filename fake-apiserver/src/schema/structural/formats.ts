import { canonicalTime } from "../../codec/time-text.ts";

const patterns: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  email: /^[^@\s]+@[^@\s]+$/,
  ipv4: /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$/,
  ipv6: /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/,
  uuid: /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/,
  hostname:
    /^([a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)*$/,
  uri: /^[a-zA-Z][a-zA-Z0-9+.-]*:|^\//,
  byte: /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  cidr: /^[0-9a-fA-F.:]+\/\d{1,3}$/,
  duration:
    /^-?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?)(ns|us|µs|ms|s|m|h))*$|^\d+ ?(ns|nano|us|micro|ms|milli|s|sec|m|min|h|hr|d|day|w|wk)s?$|^0$/,
};

/** The format that a text does not have; undefined when it has it, or when the format is unknown and so means nothing. */
export function formatProblem(value: string, format: string | undefined): string | undefined {
  if (format === undefined) return undefined;
  if (format === "date-time") return "text" in canonicalTime(value) ? undefined : format;
  const pattern = patterns[format];
  return pattern === undefined || pattern.test(value) ? undefined : format;
}
