-- The wait is empty where the job is set aside.
local id, token, code, reason, message, wait, retention = unpack(ARGV)
local held, otherwise = holds(id, token, 'fail')
if not held then return otherwise end
local queue = get(id, 'queue')
set(id, 'settled', 'fail ' .. token)
if wait == '' then
  setAside(id, queue, code, reason, message, retention)
else
  set(id, 'state', PENDING, 'code', code, 'reason', reason, 'message', message)
  redis.call('HDEL', jobKey(id), 'token')
  redis.call('ZADD', delayed(queue), now + wait, id)
end
return 1
