// Package silence tells an informer that is quiet from one that has lost its connection.
package silence

import (
	"context"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// Watchdog is for a liveness probe of one goroutine.
type Watchdog struct {
	Client   kubernetes.Interface
	Informer cache.SharedIndexInformer
	// Patience is more than a minute: that often, bookmarks move a version on even when nothing changes.
	Patience time.Duration

	version string
	since   time.Time
}

// Check fails when the informer has stood still for too long while the cluster went on.
func (w *Watchdog) Check(ctx context.Context, now time.Time) error {
	// Without a version this is answered from the newest state; the list's own version is all that is needed.
	list, err := w.Client.CoreV1().Nodes().List(ctx, metav1.ListOptions{Limit: 1})
	if err != nil {
		return err
	}
	seen := w.Informer.LastSyncResourceVersion()
	if seen != w.version || seen == list.ResourceVersion {
		w.version, w.since = seen, now
	}
	if still := now.Sub(w.since); still > w.Patience {
		return fmt.Errorf("the informer stands at %s for %s, the cluster is at %s", seen, still, list.ResourceVersion)
	}
	return nil
}
