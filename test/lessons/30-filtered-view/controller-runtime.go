package filteredview

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// NewManager caches only the Pods of one app, without their managed fields. For all others its client says NotFound.
func NewManager(config *rest.Config) (ctrl.Manager, error) {
	return ctrl.NewManager(config, ctrl.Options{
		Cache: cache.Options{
			ByObject: map[client.Object]cache.ByObject{
				&corev1.Pod{}: {
					Label:     labels.SelectorFromSet(labels.Set{"app": "shop"}),
					Transform: cache.TransformStripManagedFields(),
				},
			},
		},
	})
}

// IsGone tells a Pod that is gone from one that only left the view: it asks the apiserver, not the cache.
func IsGone(ctx context.Context, manager ctrl.Manager, last *corev1.Pod) (bool, error) {
	var pod corev1.Pod
	err := manager.GetAPIReader().Get(ctx, client.ObjectKeyFromObject(last), &pod)
	if errors.IsNotFound(err) {
		return true, nil
	}
	return err == nil && pod.UID != last.UID, err
}
