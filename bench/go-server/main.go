// What a webhook in Go pays before it decides anything: net/http over TLS, encoding/json into an unstructured object,
// and a constant for an answer. For bench/serve.py; not part of the product.
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
)

type review struct {
	Kind       string   `json:"kind"`
	APIVersion string   `json:"apiVersion"`
	Request    *request `json:"request,omitempty"`
	Response   *answer  `json:"response,omitempty"`
}

type request struct {
	UID       string          `json:"uid"`
	Kind      map[string]any  `json:"kind"`
	Name      string          `json:"name"`
	Namespace string          `json:"namespace"`
	Operation string          `json:"operation"`
	UserInfo  map[string]any  `json:"userInfo"`
	Object    json.RawMessage `json:"object"`
	OldObject json.RawMessage `json:"oldObject"`
}

type answer struct {
	UID     string `json:"uid"`
	Allowed bool   `json:"allowed"`
}

func main() {
	http.HandleFunc("/validate", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var in review
		if err := json.Unmarshal(body, &in); err != nil || in.Request == nil {
			http.Error(w, "no AdmissionReview", http.StatusBadRequest)
			return
		}
		for _, raw := range []json.RawMessage{in.Request.Object, in.Request.OldObject} {
			var object map[string]any
			if len(raw) > 0 {
				if err := json.Unmarshal(raw, &object); err != nil {
					http.Error(w, err.Error(), http.StatusBadRequest)
					return
				}
			}
		}
		out := review{Kind: in.Kind, APIVersion: in.APIVersion, Response: &answer{UID: in.Request.UID, Allowed: true}}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(out)
	})
	log.Fatal(http.ListenAndServeTLS(os.Args[1], os.Args[2], os.Args[3], nil))
}
