// Package backintime is for a decision that cannot be undone.
package backintime

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// Confirmed answers the Node that was seen in the cache as it is now, or nil if the apiserver does not know it any more.
func Confirmed(ctx context.Context, client kubernetes.Interface, seen *corev1.Node) (*corev1.Node, error) {
	// Without a version a GET is answered from the newest state.
	now, err := client.CoreV1().Nodes().Get(ctx, seen.Name, metav1.GetOptions{})
	if errors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil || now.UID != seen.UID {
		return nil, err
	}
	return now, nil
}
