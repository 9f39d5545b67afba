// Package threequeues waits until an informer has come to a revision.
package threequeues

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/tools/cache"
)

// WaitFor returns when the store has everything up to the revision that a write returned.
func WaitFor(ctx context.Context, nodes cache.Store, revision string) error {
	wanted, err := strconv.ParseUint(revision, 10, 64)
	if err != nil {
		return fmt.Errorf("the revision %q cannot be compared: %w", revision, err)
	}
	return wait.PollUntilContextCancel(ctx, 50*time.Millisecond, true,
		func(context.Context) (bool, error) {
			// Kept by the atomic queue only: "" with the others.
			seen, err := strconv.ParseUint(nodes.LastStoreSyncResourceVersion(), 10, 64)
			return err == nil && seen >= wanted, nil
		})
}
