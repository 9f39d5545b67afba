// Package errorin200 is for a watch of your own. Informers do this by themselves.
package errorin200

import (
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/watch"
)

// Next is what to do after an event.
type Next string

// What can be done.
const (
	GoOn          Next = "go on"
	ListAgain     Next = "list again"
	WaitThenWatch Next = "wait, then watch"
)

// AfterEvent looks at the type of the event: the HTTP status was 200 long before.
func AfterEvent(event watch.Event) Next {
	if event.Type != watch.Error {
		return GoOn
	}
	// Instead of an object it carries a Status.
	err := errors.FromObject(event.Object)
	if errors.IsResourceExpired(err) || errors.IsGone(err) {
		return ListAgain
	}
	return WaitThenWatch
}
