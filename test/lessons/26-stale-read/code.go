// Package staleread creates what is wanted, also when the cache is behind.
package staleread

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// EnsurePod gives the Pod a name that follows from its number: a second create cannot make a second Pod.
func EnsurePod(ctx context.Context, client kubernetes.Interface, number int, spec corev1.PodSpec) error {
	name := fmt.Sprintf("web-%d", number)
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: spec}
	_, err := client.CoreV1().Pods(metav1.NamespaceDefault).Create(ctx, pod, metav1.CreateOptions{})
	if errors.IsAlreadyExists(err) {
		return nil // Good news: it is there, only not in the cache yet.
	}
	return err
}
