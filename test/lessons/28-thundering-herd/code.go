// Package thunderingherd waits as informers do, for a client of your own.
package thunderingherd

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/wait"
)

// Insist asks until there is an answer. Jitter makes the waits of any two programs differ.
func Insist(ctx context.Context, ask func(context.Context) error) error {
	backoff := wait.Backoff{
		Duration: 800 * time.Millisecond,
		Factor:   2,
		Jitter:   1, // Up to as much again, by chance.
		Steps:    50,
		Cap:      30 * time.Second,
	}
	for {
		err := ask(ctx)
		if err == nil {
			return nil
		}
		pause := backoff.Step()
		if seconds, isAsked := errors.SuggestsClientDelay(err); isAsked {
			pause = max(pause, time.Duration(seconds)*time.Second) // 429 with Retry-After.
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}
