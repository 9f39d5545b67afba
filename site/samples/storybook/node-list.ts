/** A part of a page: the names of all Nodes, or why they cannot be shown. */
export function nodeList(): HTMLElement {
  const list = document.createElement("p");
  list.textContent = "loading …";
  void fetch("/k8s/api/v1/nodes")
    .then((response) => response.json())
    .then(({ items, message }) => {
      const names = items?.map((node: NamedObject) => node.metadata.name);
      list.textContent = names?.join(", ") ?? message;
    });
  return list;
}

interface NamedObject {
  readonly metadata: { readonly name: string };
}
