// Package filteredview watches the Pods of one app, and asks before it believes in a deletion.
package filteredview

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
)

// NewFactory makes informers that see only what has the label app=shop.
func NewFactory(client kubernetes.Interface) informers.SharedInformerFactory {
	return informers.NewSharedInformerFactoryWithOptions(client, 10*time.Hour,
		informers.WithTweakListOptions(func(options *metav1.ListOptions) {
			options.LabelSelector = "app=shop"
		}))
}

// IsDeleted tells a Pod that is gone from one that only left the view.
func IsDeleted(ctx context.Context, client kubernetes.Interface, last *corev1.Pod) (bool, error) {
	pod, err := client.CoreV1().Pods(last.Namespace).Get(ctx, last.Name, metav1.GetOptions{})
	if errors.IsNotFound(err) {
		return true, nil
	}
	if err != nil {
		return false, err // No answer is not "deleted".
	}
	return pod.UID != last.UID, nil // Another Pod under the same name.
}
