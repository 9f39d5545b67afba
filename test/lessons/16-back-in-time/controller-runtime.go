package backintime

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Live answers as Confirmed does. GetClient reads the cache; GetAPIReader asks the apiserver.
func Live(ctx context.Context, manager ctrl.Manager, seen *corev1.Node) (*corev1.Node, error) {
	var now corev1.Node
	err := manager.GetAPIReader().Get(ctx, client.ObjectKeyFromObject(seen), &now)
	if err != nil || now.UID != seen.UID {
		return nil, client.IgnoreNotFound(err)
	}
	return &now, nil
}
