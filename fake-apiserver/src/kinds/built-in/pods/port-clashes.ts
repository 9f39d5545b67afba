import { spendWork } from "../../../codec/work-budget.ts";

/** A port of a container, and the port of its node that leads to it; 0 and the empty text are none and any address. */
interface PlacedPort {
  readonly at: string;
  readonly hostIp: string;
  readonly hostPort: number;
}

interface EarlierPort extends PlacedPort {
  readonly order: number;
}

/** Ports that get into one another's way, as they are found one after the other. */
export class PortClashes {
  readonly #groups = new Map<string, EarlierPort[]>();
  #count = 0;

  /** What is said of a port, in the order of the earlier ones it clashes with: those of the same number and protocol. */
  add(number: string, port: PlacedPort): readonly string[] {
    const { hostIp, hostPort } = port;
    const group = (name: string): EarlierPort[] => this.#group(`${number} ${name}`);
    const alike = group(`at ${hostPort} ${hostIp}`);
    const bound = group(`bound ${hostPort}`);
    const near =
      hostPort === 0
        ? [group("all")]
        : [group("hostless"), alike, hostIp === "" ? bound : group(`at ${hostPort} `)];
    const clashing = near.flat().sort((one, other) => one.order - other.order);
    const texts = clashing.map((other) => {
      const text = `${port.at}: ${clash(port, other)} port definition with ${other.at}`;
      spendWork(text.length / 10);
      return text;
    });
    const placed = { ...port, order: this.#count++ };
    const own = [alike, group("all")];
    if (hostPort === 0) own.push(group("hostless"));
    if (hostIp !== "") own.push(bound);
    for (const ports of own) ports.push(placed);
    return texts;
  }

  #group(name: string): EarlierPort[] {
    const known = this.#groups.get(name) ?? [];
    this.#groups.set(name, known);
    return known;
  }
}

function clash(port: PlacedPort, other: PlacedPort): string {
  if (port.hostIp === other.hostIp && port.hostPort === other.hostPort) return "duplicate";
  if (port.hostPort === 0 || other.hostPort === 0) return "overlapping";
  return "dangerously ambiguous";
}
