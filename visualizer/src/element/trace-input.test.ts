// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import { inside, mount, press } from "../../demo/mounted.ts";
import { until } from "../../demo/until.ts";
import "../define.ts";

beforeEach(() => document.body.replaceChildren());

test("a trace that cannot be shown is said with its reason", () => {
  const failed = vi.fn();
  const [a, b] = exampleTrace().records;
  const element = mount((it) => {
    it.addEventListener("informer-error", failed);
    it.trace = { version: 1, records: a === undefined || b === undefined ? [] : [b, a] };
  });
  expect(inside(element, ".message.error").textContent).toContain("record 2: seq 1 follows 2");
  expect(failed).toHaveBeenCalled();
});

test("a dropped file replaces the trace; of a bad one its line is named, and what was there stays", async () => {
  const element = mount();
  const said = (): string => inside(element, "[aria-live]").textContent ?? "";
  const drop = (text: string): void => {
    const event = new Event("drop", { bubbles: true, cancelable: true });
    Object.assign(event, {
      dataTransfer: {
        files: [{ name: "run.jsonl", arrayBuffer: async () => new TextEncoder().encode(text) }],
      },
    });
    inside(element, ".root").dispatchEvent(event);
  };
  drop('{"version":1}\n{oops');
  await until(() => expect(said()).toMatch(/run\.jsonl: .*line 2: not JSON/));
  expect(element.trace?.records.length).toBe(exampleTrace().records.length);
  drop('{"version":1}\n{"seq":1,"at":0,"lane":"a","step":1,"fact":{"kind":"scenario.quiet"}}');
  await until(() => expect(element.trace?.records.length).toBe(1));
  expect(inside(element, ".message").hidden).toBe(true);
  drop("NAME   STATUS   AGE\nn1     Ready    1d\n");
  await until(() => expect(said()).toContain("-w --output-watch-events -o json"));
  expect(element.trace?.records.length).toBe(1);
});

test("a bad file that is dropped while an address is loading is said, and what loads comes nevertheless", async () => {
  let answer: ((response: Response) => void) | undefined;
  vi.stubGlobal("fetch", () => new Promise((resolve) => (answer = resolve)));
  const failed = vi.fn();
  const element = mount((it) => {
    it.trace = undefined;
    it.addEventListener("informer-error", failed);
    it.setAttribute("src", "run.jsonl");
  });
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => "object:\n  kind: Pod\n" } });
  inside(element, ".root").dispatchEvent(event);
  await until(() => expect(failed).toHaveBeenCalled());
  answer?.(
    new Response(
      '{"version":1}\n{"seq":1,"at":0,"lane":"a","step":1,"fact":{"kind":"scenario.quiet"}}',
    ),
  );
  await until(() => expect(element.trace?.records.length).toBe(1));
  expect(inside(element, ".message").hidden).toBe(true);
  vi.unstubAllGlobals();
});

test("without a picture that could stay, what is wrong with a dropped file stands in its place", async () => {
  const element = mount((it) => {
    it.trace = undefined;
  });
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => "object:\n  kind: Pod\n" } });
  inside(element, ".root").dispatchEvent(event);
  await until(() => expect(inside(element, ".message.error").textContent).toContain("YAML"));
});

test("what kubectl prints can be pasted, its resource chosen, and nothing can be forked", async () => {
  const element = mount((it) => {
    it.runner = { run: () => exampleTrace(), forks: [] };
  });
  const object = (kind: string, name: string) => ({
    type: "ADDED",
    object: { apiVersion: "v1", kind, metadata: { name, resourceVersion: "7" } },
  });
  const text = [object("Node", "n1"), object("Pod", "p1")]
    .map((one) => JSON.stringify(one))
    .join("\n");
  const paste = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(paste, { clipboardData: { getData: () => text } });
  inside(element, ".root").dispatchEvent(paste);
  await until(() =>
    expect(element.trace?.records.at(-1)?.fact).toMatchObject({ kind: "store.changed" }),
  );
  expect(
    [...inside(element, ".root").querySelectorAll("option")].map((one) => one.textContent),
  ).toEqual(expect.arrayContaining(["nodes", "pods"]));
  await until(() => expect(inside(element, "[aria-live]").textContent).toContain("2 watch events"));
  press(element, "f");
  expect(element.shadowRoot?.querySelector(".choice")).toBeNull();
});

test("a live source is followed until its end", async () => {
  const { records } = exampleTrace();
  const element = mount((it) => {
    it.trace = undefined;
    it.source = (async function* () {
      for (const record of records.slice(0, 60)) yield record;
    })();
  });
  await until(() => expect(element.position).toBe(60));
  await until(() =>
    expect(inside(element, "[aria-live]").textContent).toBe("The live source has ended."),
  );
});
