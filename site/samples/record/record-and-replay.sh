set -e
fake-apiserver record --out run.jsonl.gz -- kubectl get namespaces
fake-apiserver replay run.jsonl.gz -- kubectl get namespaces
fake-apiserver replay run.jsonl.gz -- kubectl get nodes || echo "nobody had asked for nodes"
