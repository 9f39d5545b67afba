// Package recorder records what the parts of client-go and Kubernetes that controllers are made of do in scenarios, in
// virtual time.
package recorder

import (
	"encoding/json"
	"io"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/klog/v2"
)

func ms(count int) time.Duration { return time.Duration(count) * time.Millisecond }

// recordAll plays every scenario of one subject in a bubble of its own, where SUBJECT names it.
func recordAll[S any](t *testing.T, subject string, play func(*testing.T, S) any) {
	if os.Getenv("SUBJECT") != subject {
		t.Skip("another subject is recorded")
	}
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	input, err := os.ReadFile(os.Getenv("SCENARIOS"))
	if err != nil {
		t.Fatal(err)
	}
	var scenarios []S
	if err := json.Unmarshal(input, &scenarios); err != nil {
		t.Fatal(err)
	}
	outcomes := make([]any, len(scenarios))
	for i, each := range scenarios {
		synctest.Test(t, func(t *testing.T) { outcomes[i] = play(t, each) })
	}
	output, err := json.Marshal(outcomes)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(os.Getenv("OUTCOMES"), output, 0o644); err != nil {
		t.Fatal(err)
	}
}
