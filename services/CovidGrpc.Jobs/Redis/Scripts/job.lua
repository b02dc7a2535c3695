-- What every script knows. All keys begin with KEYS[1], whose hash tag keeps them on one node of a cluster. The clock is the server's.
local prefix = KEYS[1]
local PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLED = '0', '1', '2', '3', '4'
local FIELDS = { 'number', 'id', 'queue', 'payload', 'state', 'tries', 'done', 'total', 'result', 'code', 'reason', 'message', 'created', 'changed' }

-- One consumer for all: a lease's token tells workers apart, and a worker that died leaves no consumer behind.
local GROUP, CONSUMER = 'workers', 'worker'

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local index, ended = prefix .. 'index', prefix .. 'ended'

local function jobKey(id) return prefix .. 'job:' .. id end
local function stream(queue) return prefix .. 'queue:' .. queue end
local function delayed(queue) return prefix .. 'delayed:' .. queue end
local function open(queue) return prefix .. 'open:' .. queue end
local function dead(queue) return prefix .. 'dead:' .. queue end

local function get(id, ...) return unpack(redis.call('HMGET', jobKey(id), ...)) end
local function set(id, ...) redis.call('HSET', jobKey(id), 'changed', now, ...) end

-- A job's fields; false when there is none of that id.
local function read(id)
  local job = redis.call('HMGET', jobKey(id), unpack(FIELDS))
  return job[1] and job
end

-- Jobs whose time is over are gone by themselves; here they leave the indexes.
local function forget()
  for _, id in ipairs(redis.call('ZRANGE', ended, '-inf', now, 'BYSCORE', 'LIMIT', 0, 100)) do
    redis.call('DEL', jobKey(id))
    redis.call('ZREM', index, id)
    redis.call('ZREM', ended, id)
  end
end

-- A command on a consumer group, which is made again where it was lost.
local function grouped(queue, command, ...)
  local answer = redis.pcall(command, ...)
  if type(answer) == 'table' and answer.err then
    if not string.find(answer.err, 'NOGROUP', 1, true) then error(answer) end
    redis.call('XGROUP', 'CREATE', stream(queue), GROUP, '0', 'MKSTREAM')
    answer = redis.call(command, ...)
  end
  return answer
end

-- Every job that has not ended is in its queue's set and has one entry in its stream.
local function enqueue(id, queue)
  redis.call('SADD', open(queue), id)
  redis.call('HSET', jobKey(id), 'entry', redis.call('XADD', stream(queue), '*', 'id', id))
end

local function drop(queue, entry)
  redis.call('XACK', stream(queue), GROUP, entry)
  redis.call('XDEL', stream(queue), entry)
end

local function finish(id, queue, state, retention)
  drop(queue, (get(id, 'entry')))
  redis.call('ZREM', delayed(queue), id)
  redis.call('SREM', open(queue), id)
  redis.call('HDEL', jobKey(id), 'token', 'entry')
  set(id, 'state', state)
  redis.call('PEXPIRE', jobKey(id), retention)
  redis.call('ZADD', ended, now + retention, id)
end

local function setAside(id, queue, code, reason, message, retention)
  set(id, 'code', code, 'reason', reason, 'message', message, 'dead', redis.call('XADD', dead(queue), '*', 'id', id, 'reason', reason))
  finish(id, queue, FAILED, retention)
  redis.call('XTRIM', dead(queue), 'MINID', now - retention)
end

-- How a lease's request to end it is to be answered: true when the lease holds, otherwise what to answer.
local function holds(id, token, how)
  local held, settled = get(id, 'token', 'settled')
  return held == token, settled == how .. ' ' .. token and 1 or 0
end
