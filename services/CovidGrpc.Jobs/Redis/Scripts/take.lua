local queue, token, lease, mostTries, retention, lostCode, lostReason, lostMessage = unpack(ARGV)
forget()

local function lend(id)
  redis.call('HINCRBY', jobKey(id), 'tries', 1)
  set(id, 'state', RUNNING, 'token', token)
  return read(id)
end

-- An entry that was delivered, as new or because nobody renewed it. Answers the job when it is lent.
local function offer(entry, lapsed)
  local id = entry[2][2]
  local state, current, tries = get(id, 'state', 'entry', 'tries')
  if current ~= entry[1] then
    drop(queue, entry[1])
  elseif state == PENDING then
    return not redis.call('ZSCORE', delayed(queue), id) and lend(id)
  elseif lapsed and tonumber(tries) >= tonumber(mostTries) then
    setAside(id, queue, lostCode, lostReason, lostMessage, retention)
  elseif lapsed then
    return lend(id)
  end
  return false
end

-- Entries that were trimmed or deleted are made again.
if redis.call('XLEN', stream(queue)) ~= redis.call('SCARD', open(queue)) then
  for _, id in ipairs(redis.call('SMEMBERS', open(queue))) do
    local entry = get(id, 'entry')
    if not entry then
      redis.call('SREM', open(queue), id)
    elseif #redis.call('XRANGE', stream(queue), entry, entry) == 0 then
      enqueue(id, queue)
    end
  end
end

-- Asked for the first idle one: a claim by itself looks at ten entries a call, and thousands may wait for their next try.
local function nextIdle(after)
  local idle = grouped(queue, 'XPENDING', stream(queue), GROUP, 'IDLE', lease, after, '+', 1)[1]
  return idle and idle[1]
end

local idle = nextIdle('-')
while idle do
  local entry = redis.call('XAUTOCLAIM', stream(queue), GROUP, CONSUMER, lease, idle, 'COUNT', 1)[2][1]
  local lent = entry and offer(entry, true)
  if lent then return lent end
  idle = nextIdle('(' .. idle)
end

local due = redis.call('ZRANGE', delayed(queue), '-inf', now, 'BYSCORE', 'LIMIT', 0, 1)[1]
if due then
  redis.call('ZREM', delayed(queue), due)
  redis.call('XCLAIM', stream(queue), GROUP, CONSUMER, 0, (get(due, 'entry')), 'FORCE', 'JUSTID')
  return lend(due)
end

while true do
  local read = grouped(queue, 'XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', 1, 'STREAMS', stream(queue), '>')
  if not read then return false end
  local lent = offer(read[1][2][1], false)
  if lent then return lent end
end
