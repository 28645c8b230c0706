-- Plays WebShop over AgentGym's protocol: wrk ... -s steps.lua URL -- SESSIONS FIRST EPISODES THREADS
--   SESSIONS   how many sessions were created beforehand, at least twice the connections
--   FIRST      number of the first one
--   EPISODES   a file of episodes, one a line: goal number, then actions, separated by tabs
--   THREADS    as many as wrk has (-t)
-- Threads share the sessions out; a session's next request is sent when all others of its thread have had one, so requests to one
-- session do not overtake each other. Every request is a reset or a step; figures count both.

local number = 0

function setup(thread)
  thread:set("thread", number)
  number = number + 1
end

local sessions, position, episodes, at, where = {}, 0, {}, {}, {}
local headers = { ["Content-Type"] = "application/json" }

local function quote(text)
  return '"' .. text:gsub('[\\"]', '\\%0') .. '"'
end

function init(args)
  local count, first, file, threads = tonumber(args[1]), tonumber(args[2]), args[3], tonumber(args[4])
  for line in io.lines(file) do
    local episode = {}
    for part in line:gmatch("[^\t]+") do
      episode[#episode + 1] = part
    end
    episodes[#episodes + 1] = episode
  end
  for i = thread, count - 1, threads do
    sessions[#sessions + 1] = first + i
    at[#sessions] = (i * 7) % #episodes + 1
    where[#sessions] = 1
  end
end

function request()
  position = position % #sessions + 1
  local episode, turn = episodes[at[position]], where[position]
  local body, path
  if turn == 1 then
    path, body = "/reset", '{"env_idx": ' .. sessions[position] .. ', "session_id": ' .. episode[1] .. '}'
  else
    path, body = "/step", '{"env_idx": ' .. sessions[position] .. ', "action": ' .. quote(episode[turn]) .. '}'
  end
  if turn == #episode then
    at[position] = at[position] % #episodes + 1
    where[position] = 1
  else
    where[position] = turn + 1
  end
  return wrk.format("POST", path, headers, body)
end
