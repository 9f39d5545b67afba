// Package elector records what client-go's leader election does in scenarios, in virtual time.
package elector

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	coordination "k8s.io/api/coordination/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/klog/v2"
)

type scenario struct {
	Name            string      `json:"name"`
	LeaseDurationMs int         `json:"leaseDurationMs"`
	RenewDeadlineMs int         `json:"renewDeadlineMs"`
	RetryPeriodMs   int         `json:"retryPeriodMs"`
	ReleaseOnStop   bool        `json:"releaseOnStop"`
	Lease           *lease      `json:"lease"`
	LatencyMs       int         `json:"latencyMs"`
	Faults          []fault     `json:"faults"`
	Operations      []operation `json:"operations"`
	StopAtMs        int         `json:"stopAtMs"`
	EndMs           int         `json:"endMs"`
}

type lease struct {
	HolderIdentity       string `json:"holderIdentity"`
	LeaseDurationSeconds int32  `json:"leaseDurationSeconds"`
	RenewedAgoMs         int    `json:"renewedAgoMs"`
	LeaseTransitions     int32  `json:"leaseTransitions"`
}

type fault struct {
	FromMs  int      `json:"fromMs"`
	ToMs    int      `json:"toMs"`
	Methods []string `json:"methods"`
	Kind    any      `json:"kind"`
}

type operation struct {
	AtMs   int    `json:"atMs"`
	Kind   string `json:"kind"`
	Holder string `json:"holder"`
}

type request struct {
	AtMs                 int64  `json:"atMs"`
	Method               string `json:"method"`
	HolderIdentity       string `json:"holderIdentity"`
	LeaseDurationSeconds int32  `json:"leaseDurationSeconds"`
	LeaseTransitions     int32  `json:"leaseTransitions"`
	AcquiredAtMs         int64  `json:"acquiredAtMs"`
	RenewedAtMs          int64  `json:"renewedAtMs"`
}

type outcome struct {
	Requests []request `json:"requests"`
	Heard    [][2]any  `json:"heard"`
}

// server keeps the one Lease; its faults are those of the scenario.
type server struct {
	sync.Mutex
	scenario scenario
	start    time.Time
	version  int
	stored   *coordination.Lease
	out      *outcome
}

func ms(count int) time.Duration { return time.Duration(count) * time.Millisecond }

func (s *server) now() int64 { return time.Since(s.start).Milliseconds() }

func (s *server) put(stored *coordination.Lease) {
	s.version++
	stored.ResourceVersion = fmt.Sprint(s.version)
	s.stored = stored
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	s.Lock()
	var sent coordination.Lease
	noted := request{AtMs: s.now(), Method: r.Method}
	if r.Body != nil {
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			s.Unlock()
			return nil, err
		}
		noted.HolderIdentity, noted.LeaseDurationSeconds = *sent.Spec.HolderIdentity, *sent.Spec.LeaseDurationSeconds
		noted.LeaseTransitions = *sent.Spec.LeaseTransitions
		noted.AcquiredAtMs = sent.Spec.AcquireTime.Sub(s.start).Milliseconds()
		noted.RenewedAtMs = sent.Spec.RenewTime.Sub(s.start).Milliseconds()
	}
	s.out.Requests = append(s.out.Requests, noted)
	kind := s.faultOf(r.Method)
	refusal, isRefused := kind.(float64)
	code, body := int(refusal), any(statusOf(int(refusal), r.Method))
	if !isRefused && kind != "silence" {
		code, body = s.answer(r.Method, &sent)
	}
	text, err := json.Marshal(body)
	s.Unlock()
	if err != nil {
		return nil, err
	}
	if kind == "silence" || kind == "lost" {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	select {
	case <-time.After(ms(s.scenario.LatencyMs)):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	return &http.Response{
		StatusCode: code, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(text)), Request: r, ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

func (s *server) faultOf(method string) any {
	for _, each := range s.scenario.Faults {
		if int64(each.FromMs) <= s.now() && s.now() < int64(each.ToMs) && strings.Contains(strings.Join(each.Methods, " "), method) {
			return each.Kind
		}
	}
	return nil
}

func (s *server) answer(method string, sent *coordination.Lease) (int, any) {
	switch {
	case method == "POST" && s.stored != nil:
		return 409, statusOf(409, method)
	case method == "POST":
		s.put(sent)
		return 201, s.stored
	case s.stored == nil:
		return 404, statusOf(404, method)
	case method == "PUT" && sent.ResourceVersion != s.stored.ResourceVersion:
		return 409, statusOf(409, method)
	case method == "PUT":
		s.put(sent)
	}
	return 200, s.stored
}

func statusOf(code int, method string) metav1.Status {
	reason := map[int]metav1.StatusReason{
		403: metav1.StatusReasonForbidden, 404: metav1.StatusReasonNotFound, 409: metav1.StatusReasonConflict,
		429: metav1.StatusReasonTooManyRequests, 500: metav1.StatusReasonInternalError, 503: metav1.StatusReasonServiceUnavailable,
	}[code]
	if code == 409 && method == "POST" {
		reason = metav1.StatusReasonAlreadyExists
	}
	return metav1.Status{
		TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}, Status: "Failure",
		Code: int32(code), Reason: reason, Message: fmt.Sprintf("refused with %d", code),
	}
}

// operate does what others do to the Lease.
func (s *server) operate(one operation) {
	s.Lock()
	defer s.Unlock()
	if s.stored == nil {
		return
	}
	if one.Kind == "delete" {
		s.stored = nil
		return
	}
	changed := s.stored.DeepCopy()
	now := metav1.NewMicroTime(time.Now())
	switch one.Kind {
	case "renew":
		changed.Spec.RenewTime = &now
	case "take", "clear":
		changed.Spec.HolderIdentity, changed.Spec.RenewTime, changed.Spec.AcquireTime = &one.Holder, &now, &now
		transitions := *changed.Spec.LeaseTransitions + 1
		changed.Spec.LeaseTransitions = &transitions
	}
	s.put(changed)
}

func TestRecord(t *testing.T) {
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	input, err := os.ReadFile(os.Getenv("SCENARIOS"))
	if err != nil {
		t.Fatal(err)
	}
	var scenarios []scenario
	if err := json.Unmarshal(input, &scenarios); err != nil {
		t.Fatal(err)
	}
	outcomes := make([]outcome, len(scenarios))
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

func play(t *testing.T, each scenario) outcome {
	out := outcome{Requests: []request{}, Heard: [][2]any{}}
	lab := &server{scenario: each, start: time.Now(), out: &out}
	if found := each.Lease; found != nil {
		renewed := metav1.NewMicroTime(time.Now().Add(-ms(found.RenewedAgoMs)))
		lab.put(&coordination.Lease{
			ObjectMeta: metav1.ObjectMeta{Name: "lock", Namespace: "default"},
			Spec: coordination.LeaseSpec{
				HolderIdentity: &found.HolderIdentity, LeaseDurationSeconds: &found.LeaseDurationSeconds,
				AcquireTime: &renewed, RenewTime: &renewed, LeaseTransitions: &found.LeaseTransitions,
			},
		})
	}
	client, err := kubernetes.NewForConfig(&rest.Config{
		Host: "http://lab", QPS: -1, Transport: lab, ContentConfig: rest.ContentConfig{ContentType: "application/json"},
	})
	if err != nil {
		t.Fatal(err)
	}
	hear := func(what string) {
		lab.Lock()
		defer lab.Unlock()
		out.Heard = append(out.Heard, [2]any{lab.now(), what})
	}
	elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Lock: &resourcelock.LeaseLock{
			LeaseMeta: metav1.ObjectMeta{Name: "lock", Namespace: "default"}, Client: client.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: "me"},
		},
		LeaseDuration: ms(each.LeaseDurationMs), RenewDeadline: ms(each.RenewDeadlineMs), RetryPeriod: ms(each.RetryPeriodMs),
		ReleaseOnCancel: each.ReleaseOnStop, Name: "lock",
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { hear("leads") },
			OnStoppedLeading: func() { hear("stopped") },
			OnNewLeader:      func(identity string) { hear("leader " + identity) },
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() {
		elector.Run(ctx)
		close(over)
	}()
	for _, one := range each.Operations {
		time.AfterFunc(ms(one.AtMs), func() { lab.operate(one) })
	}
	if each.StopAtMs > 0 {
		time.AfterFunc(ms(each.StopAtMs), cancel)
	}
	time.Sleep(ms(each.EndMs))
	synctest.Wait()
	lab.Lock()
	recorded := outcome{append([]request{}, out.Requests...), append([][2]any{}, out.Heard...)}
	lab.Unlock()
	cancel()
	<-over
	return recorded
}
