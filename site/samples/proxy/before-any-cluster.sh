npx @informerlab/fake-apiserver proxy --faults cut-watches.yaml -- kubectl get namespaces
