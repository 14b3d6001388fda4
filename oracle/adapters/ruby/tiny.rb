# A tiny contact center (one queue, live chats, units) that `switchboard drive` can step: see ../../PROTOCOL.md.
require "json"

COST = 50
UNITS = { "ann" => 100, "bob" => 50 }.freeze
MOVES = { # what leads from where to where
  "arrival/new" => { "new" => "open" },
  "agent/accept" => { "offered" => "in-conversation" },
  "agent/end" => { "in-conversation" => "wrap-up" },
  "customer/end" => { "open" => "closed", "offered" => "closed", "in-conversation" => "wrap-up" }
}.freeze
POLICY = {
  name: "tiny",
  queues: [{ name: "chat", kind: "messaging" }],
  workstreams: [{ name: "web", channel: "live-chat", queue: "chat", cost: COST }],
  users: UNITS.map { |name, units| { name: name, units: units, queues: ["chat"] } }
}.freeze
HELLO = { version: 1, name: "tiny in Ruby", policy: POLICY, operations: ["router/queue", *MOVES.keys],
          answers: "done", observes: %w[state holder available line] }.freeze
CHATS = {} # by name, in the order of arrival: [state, holder]

def left(agent)
  UNITS[agent] - COST * CHATS.values.count { |_, holder| holder == agent }
end

# Does what is asked; whether anything happened.
def step(act)
  if act["actor"] == "router"
    chat = CHATS.values.find { |state, _| state == "open" }
    agent = UNITS.keys.find { |name| left(name) >= COST }
    chat.replace(["offered", agent]) if chat && agent
    return !!(chat && agent)
  end
  chat = (CHATS[act["conversation"]] ||= ["new", nil])
  to = MOVES["#{act['actor']}/#{act['operation']}"][chat[0]]
  return false if to.nil? || (act["actor"] == "agent" && chat[1] != act["by"])

  chat.replace([to, to == "closed" ? nil : chat[1]])
  true
end

def state
  { conversations: CHATS.map { |name, (at, holder)| { name: name, state: at, holder: holder } },
    people: UNITS.keys.map { |name| { name: name, available: left(name) } },
    queues: [{ name: "chat", line: CHATS.select { |_, chat| chat[0] == "open" }.keys }] }
end

$stdin.each_line do |text|
  asked, body = JSON.parse(text).first
  break if asked == "bye"

  CHATS.clear if asked == "reset"
  reply = { "hello" => { hello: HELLO }, "reset" => { ready: {} } }[asked]
  reply ||= { (step(body["action"]) ? :done : :refused) => { id: body["id"], state: state } }
  puts JSON.generate(reply)
  $stdout.flush
end
