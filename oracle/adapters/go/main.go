// An adapter: lets `switchboard drive` step the tiny contact center of center.go. See ../../PROTOCOL.md.
package main

import (
	"encoding/json"
	"os"
)

type object = map[string]any

type request struct {
	Hello, Reset, Bye *struct{}
	Step              *struct {
		ID     int
		Action struct{ Actor, Operation, Conversation, By string }
	}
}

func main() {
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var asked request
		if in.Decode(&asked) != nil || asked.Bye != nil {
			return
		}
		switch {
		case asked.Hello != nil:
			out.Encode(object{"hello": object{
				"version": 1, "name": "tiny in Go", "policy": json.RawMessage(policy), "answers": "done",
				"operations": []string{"arrival/new", "router/queue", "agent/accept", "agent/end", "customer/end"},
				"observes":   []string{"state", "holder", "available"},
			}})
		case asked.Reset != nil:
			chats = []*chat{}
			out.Encode(object{"ready": object{}})
		default:
			act, answer := asked.Step.Action, "refused"
			if step(act.Actor, act.Operation, act.Conversation, act.By) {
				answer = "done"
			}
			state := object{"conversations": chats, "people": people()}
			out.Encode(object{answer: object{"id": asked.Step.ID, "state": state}})
		}
	}
}
