/** How far the fake apiserver goes. */
export type Support = "exact" | "partial" | "refused";

/** Something that people asked of a fake, and the tests that show where it stands. */
export interface SupportRow {
  readonly en: string;
  readonly zh: string;
  readonly state: Support;
  /** What is missing of what is partial, and how the rest is refused. */
  readonly limits?: { readonly en: string; readonly zh: string };
  /** A public report of somebody who missed it. */
  readonly report: string;
  /** File, below the repository, and title of each test. */
  readonly tests: readonly (readonly [file: string, title: string])[];
}

/** Rows that belong together. */
export interface SupportGroup {
  readonly en: string;
  readonly zh: string;
  readonly rows: readonly SupportRow[];
}

/** Where tests of the server are. */
export const server = "fake-apiserver/src";

/** Tests of a real kubectl. */
export const kubectl = "test/suites/clients/kubectl.test.ts";
