import { InvalidArgumentError } from "commander";

/** A user besides the administrator. */
export interface NamedUser {
  readonly name: string;
  readonly groups: readonly string[];
}

export function collectNames(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, ...text.split(",").filter((name) => name !== "")];
}

export function collectService(
  text: string,
  previous: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const match = /^([a-z0-9-]+\/[a-z0-9-]+)=(.+:\d+)$/.exec(text);
  const [, name = "", address = ""] = match ?? [];
  if (match !== null) return { ...previous, [name]: address };
  throw new InvalidArgumentError("A service is NAMESPACE/NAME=HOST:PORT.");
}

export function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

export function toCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("A whole number from 1 to 999999 is wanted.");
}

export function toHost(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("An address is wanted, such as 127.0.0.1 or 0.0.0.0.");
}

/** As a header can carry it. */
export function toToken(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new InvalidArgumentError(
    "A token is visible ASCII without spaces, at least one character.",
  );
}

export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

export function collectUser(
  text: string,
  previous: readonly NamedUser[] = [],
): readonly NamedUser[] {
  // Names such as system:serviceaccount:default:builder hold colons themselves.
  const mark = text.startsWith("system:") ? -1 : text.indexOf(":");
  const name = mark < 0 ? text : text.slice(0, mark);
  if (!/^[\w.:@-]+$/.test(name)) {
    throw new InvalidArgumentError(
      "A user is a name, or a name with groups: ann:lab,system:masters.",
    );
  }
  if (name === "admin" || previous.some((user) => user.name === name)) {
    throw new InvalidArgumentError(
      `There is a user ${name} already${name === "admin" ? ", the administrator" : ""}.`,
    );
  }
  const groups =
    mark < 0
      ? []
      : text
          .slice(mark + 1)
          .split(",")
          .filter((group) => group !== "");
  return [...previous, { name, groups }];
}

/** Commander speaks in several lines and begins with "error:". */
export function plain(message: string): string {
  return message
    .replace(/^error: /, "")
    .replace(/(?<!\s)\s*\n\s*/g, " ")
    .replace(/\.$/, "");
}
