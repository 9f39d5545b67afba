package recorder

import (
	"errors"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/util/retry"
)

type retryScenario struct {
	Steps     int     `json:"steps"`
	InitialMs float64 `json:"initialMs"`
	Factor    float64 `json:"factor"`
	Jitter    float64 `json:"jitter"`
	CapMs     float64 `json:"capMs"`
	// What the attempts come to, one after the other; the last one goes on for ever.
	Answers   []string `json:"answers"`
	AttemptMs int      `json:"attemptMs"`
}

type retryOutcome struct {
	AttemptsAtMs []float64 `json:"attemptsAtMs"`
	Result       string    `json:"result"`
}

func TestRetries(t *testing.T) {
	recordAll(t, "retries", func(_ *testing.T, each retryScenario) any { return playRetry(each) })
}

func playRetry(each retryScenario) retryOutcome {
	start := time.Now()
	out := retryOutcome{AttemptsAtMs: []float64{}, Result: "ok"}
	fraction := func(count float64) time.Duration { return time.Duration(count * float64(time.Millisecond)) }
	backoff := wait.Backoff{
		Steps: each.Steps, Duration: fraction(each.InitialMs), Factor: each.Factor, Jitter: each.Jitter, Cap: fraction(each.CapMs),
	}
	err := retry.RetryOnConflict(backoff, func() error {
		answer := each.Answers[min(len(out.AttemptsAtMs), len(each.Answers)-1)]
		out.AttemptsAtMs = append(out.AttemptsAtMs, float64(time.Since(start).Nanoseconds())/1e6)
		time.Sleep(ms(each.AttemptMs))
		switch answer {
		case "ok":
			return nil
		case "conflict":
			return apierrors.NewConflict(schema.GroupResource{Resource: "configmaps"}, "a", errors.New("changed"))
		case "exists":
			return apierrors.NewAlreadyExists(schema.GroupResource{Resource: "configmaps"}, "a")
		}
		return errors.New(answer)
	})
	switch {
	case err == nil:
	case apierrors.IsConflict(err):
		out.Result = "conflict"
	case apierrors.IsAlreadyExists(err):
		out.Result = "exists"
	default:
		out.Result = err.Error()
	}
	return out
}
