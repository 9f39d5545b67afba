package pagesexpire

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// EachNodeName reads page by page, so live has to be a manager's GetAPIReader: the cache knows no continue token.
func EachNodeName(ctx context.Context, live client.Reader) ([]string, error) {
	var names []string
	var page corev1.NodeList
	for {
		err := live.List(ctx, &page, client.Limit(500), client.Continue(page.Continue))
		if errors.IsResourceExpired(err) && page.Continue != "" {
			names, page = nil, corev1.NodeList{} // The pages are thrown away, and everything comes at once.
			err = live.List(ctx, &page)
		}
		if err != nil {
			return nil, err
		}
		for _, node := range page.Items {
			names = append(names, node.Name)
		}
		if page.Continue == "" {
			return names, nil
		}
	}
}
