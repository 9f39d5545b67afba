// Package nodethatcameback compares a copy with a complete list: for a test, or for a check once an hour.
package nodethatcameback

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	listers "k8s.io/client-go/listers/core/v1"
)

// Missing names the Nodes that the cluster has and the copy lacks, or has as another object of the same name.
// What was written a moment ago may be among them, so look twice.
func Missing(ctx context.Context, client kubernetes.Interface, cached listers.NodeLister) ([]string, error) {
	nodes, err := client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, node := range nodes.Items {
		if copied, err := cached.Get(node.Name); err != nil || copied.UID != node.UID {
			missing = append(missing, node.Name)
		}
	}
	return missing, nil
}
