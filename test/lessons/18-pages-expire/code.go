// Package pagesexpire reads a large list in pages.
package pagesexpire

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/pager"
)

// NodeNames reads all Nodes of one moment, 500 at a time.
func NodeNames(ctx context.Context, client kubernetes.Interface) ([]string, error) {
	pages := pager.New(func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
		return client.CoreV1().Nodes().List(ctx, options)
	})
	// When a token expires the pages are thrown away, and everything comes at once.
	pages.FullListIfExpired = true
	whole, _, err := pages.ListWithAlloc(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	names := []string{}
	err = meta.EachListItem(whole, func(object runtime.Object) error {
		if node, isNode := object.(*corev1.Node); isNode {
			names = append(names, node.Name)
		}
		return nil
	})
	return names, err
}
