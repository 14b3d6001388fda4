// A tiny contact center: one queue, live chats that cost 50 units each.
package main

type chat struct {
	Name   string `json:"name"`
	State  string `json:"state"`
	Holder string `json:"holder,omitempty"`
}

type person struct {
	Name      string `json:"name"`
	Available int    `json:"available"`
}

const policy = `{"name":"tiny","queues":[{"name":"chat","kind":"messaging"}],
	"workstreams":[{"name":"web","channel":"live-chat","queue":"chat","cost":50}],
	"users":[{"name":"ann","units":100,"queues":["chat"]},{"name":"bob","units":50,"queues":["chat"]}]}`

var chats []*chat // in the order of arrival
var moves = map[string]string{
	"agent/accept offered": "in-conversation", "agent/end in-conversation": "wrap-up",
	"customer/end open": "closed", "customer/end offered": "closed", "customer/end in-conversation": "wrap-up",
}

func people() []person {
	all := []person{{"ann", 100}, {"bob", 50}}
	for i := range all {
		for _, c := range chats {
			if c.Holder == all[i].Name {
				all[i].Available -= 50
			}
		}
	}
	return all
}

// Does what is asked, and says whether anything happened.
func step(actor, operation, conversation, by string) bool {
	if actor == "arrival" {
		chats = append(chats, &chat{conversation, "open", ""})
		return true
	}
	for _, c := range chats {
		for _, agent := range people() {
			if actor == "router" && c.State == "open" && agent.Available >= 50 {
				c.State, c.Holder = "offered", agent.Name
				return true
			}
		}
		to := moves[actor+"/"+operation+" "+c.State]
		if c.Name == conversation && to != "" && (actor != "agent" || c.Holder == by) {
			if c.State = to; to == "closed" {
				c.Holder = ""
			}
			return true
		}
	}
	return false
}
