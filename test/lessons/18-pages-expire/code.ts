import { isResourceExpired, type KubernetesList, type ListOptions } from "@informerlab/core";

/** Reads all objects of one moment, some at a time. Informers do this by themselves. */
export async function namesInPages(
  fetchPage: (options: ListOptions) => Promise<KubernetesList>,
  limit = 500,
): Promise<readonly string[]> {
  let page = await fetchPage({ limit });
  let items = page.items;
  while (page.metadata?.continue) {
    try {
      page = await fetchPage({ limit, continue: page.metadata.continue });
      items = [...items, ...page.items];
    } catch (error) {
      if (!isResourceExpired(error)) throw error;
      // The moment of the first pages is forgotten: they are thrown away, and everything comes at once.
      page = await fetchPage({});
      items = page.items;
    }
  }
  return items.map(({ metadata }) => metadata?.name ?? "");
}
