/** A public report of what a cell shows. */
export interface KnownReport {
  readonly client: string;
  readonly scenarios: readonly string[];
  /** As the project's tracker numbers it. */
  readonly report: string;
  readonly url: string;
}

const tracker = "https://github.com";

/** Reports that a search found on 2026-11-28. Cells without one are, as far as a search can tell, reported by nobody. */
export const knownReports: readonly KnownReport[] = [
  {
    client: "client-node",
    scenarios: [
      "connection-resets",
      "event-cut",
      "watch-429",
      "watch-500",
      "watch-503",
      "watch-403",
      "watch-401",
      "server-down",
      "forgotten-meanwhile",
      "recreated-meanwhile",
    ],
    report: "kubernetes-client/javascript#2385",
    url: `${tracker}/kubernetes-client/javascript/issues/2385`,
  },
  {
    client: "client-node",
    scenarios: ["relist-500", "relist-503", "relist-breaks", "first-list-503"],
    report: "kubernetes-client/javascript#836",
    url: `${tracker}/kubernetes-client/javascript/issues/836`,
  },
  {
    client: "java",
    scenarios: ["watches-end-at-once"],
    report: "kubernetes-client/java#1030",
    url: `${tracker}/kubernetes-client/java/issues/1030`,
  },
  {
    client: "java",
    scenarios: ["silence"],
    report: "kubernetes-client/java#1578",
    url: `${tracker}/kubernetes-client/java/issues/1578`,
  },
];

/** The public report of a cell. */
export function reportOf(client: string, scenario: string): KnownReport | undefined {
  return knownReports.find(
    (known) => known.client === client && known.scenarios.includes(scenario),
  );
}
