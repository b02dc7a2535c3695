-- A queue's jobs that wait, that run and that were set aside (counted to 10,000); the age of the oldest that has not ended, in ms.
local queue, retention = unpack(ARGV)
local pending, running, oldest = 0, 0, now
for _, id in ipairs(redis.call('SMEMBERS', open(queue))) do
  local state, created = get(id, 'state', 'created')
  if state == PENDING then pending = pending + 1 elseif state == RUNNING then running = running + 1 end
  oldest = math.min(oldest, tonumber(created) or now)
end
local failed = redis.call('XRANGE', dead(queue), now - retention, '+', 'COUNT', 10000)
return { pending, running, #failed, now - oldest }
