/** Names of the Pods of a namespace, by plain HTTP. */
export async function podNames(server: string, namespace: string): Promise<string[]> {
  const response = await fetch(`${server}/api/v1/namespaces/${namespace}/pods`);
  const body = (await response.json()) as {
    items: { metadata: { name: string } }[];
    message?: string;
  };
  if (!response.ok) throw new Error(`${response.status}: ${body.message}`);
  return body.items.map((pod) => pod.metadata.name);
}
