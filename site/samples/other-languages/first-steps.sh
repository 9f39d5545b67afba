kubectl create namespace shop
kubectl apply -f node.yaml
kubectl label node n1 zone=a
kubectl get nodes -L zone
kubectl delete node n1
