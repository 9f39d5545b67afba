set -e
npx @informerlab/fake-apiserver record --out run.jsonl.gz -- kubectl get namespaces
npx @informerlab/fake-apiserver replay run.jsonl.gz -- kubectl get namespaces
npx @informerlab/fake-apiserver replay run.jsonl.gz -- kubectl get nodes || echo "nobody had asked for nodes"
