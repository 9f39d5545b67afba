package shared

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// CountPods shares the manager's cache with every other controller, by kind and by form: a Pod as a Go type, as
// unstructured and as metadata only are three informers. Here both the watch and the read want metadata.
func CountPods(manager ctrl.Manager, report func(count int)) error {
	reconciler := reconcile.Func(func(ctx context.Context, _ ctrl.Request) (reconcile.Result, error) {
		pods := &metav1.PartialObjectMetadataList{}
		pods.SetGroupVersionKind(corev1.SchemeGroupVersion.WithKind("PodList"))
		// A corev1.PodList here would begin a second list and watch, of whole Pods.
		if err := manager.GetClient().List(ctx, pods, client.InNamespace("default")); err != nil {
			return reconcile.Result{}, err
		}
		report(len(pods.Items))
		return reconcile.Result{}, nil
	})
	return ctrl.NewControllerManagedBy(manager).
		For(&corev1.Pod{}, builder.OnlyMetadata).
		Complete(reconciler)
}
